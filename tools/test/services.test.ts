import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { type ConnectionOptions, createConnection } from 'mysql2/promise';
import { expect, inject, onTestFinished, test } from 'vitest';
import { FolderInUseError } from '../services/folder-lock.ts';
import { startServices } from '../services.ts';
import { scratchFolder } from './scratch.ts';

async function query(options: string | ConnectionOptions, sql: string): Promise<unknown> {
  const connection = await createConnection(options as ConnectionOptions);
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

async function started(dir: string, options: Partial<Parameters<typeof startServices>[0]> = {}) {
  const services = await startServices({ dir, ...options });
  onTestFinished(services.stop);
  return services;
}

/** A run in a process of its own, up and holding the folder. */
async function otherRun(dir: string): Promise<ChildProcess> {
  const script = path.join(import.meta.dirname, 'fixtures/servers.ts');
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}

test('tests get a database server on which they may create databases', async () => {
  await query(inject('databaseUrl'), 'CREATE DATABASE sowan_probe');
  await query(inject('databaseUrl'), 'DROP DATABASE sowan_probe');
  expect(inject('redisUrl')).toMatch(/^redis:/);
});

test('the private database lets nobody in without the password, neither by network nor by socket', async () => {
  const dir = scratchFolder();
  const { serverUrl, databaseUrl } = await started(dir);
  expect(await query(databaseUrl, 'SELECT DATABASE() AS name')).toEqual([{ name: 'sowan' }]);
  const port = Number(new URL(serverUrl).port);
  const socketPath = path.join(dir, 'mysql/mariadb.sock');
  for (const user of ['root', 'sowan', '', 'nobody']) {
    await expect(query({ host: '127.0.0.1', port, user }, 'SELECT 1')).rejects.toThrow(/denied/);
    await expect(query({ socketPath, user }, 'SELECT 1')).rejects.toThrow(/denied/);
  }
  await expect(query(databaseUrl, 'SELECT * FROM mysql.global_priv')).rejects.toThrow(/denied/);
});

test('the private queue lets nobody in without the password', async () => {
  const { redisUrl } = await started(scratchFolder());
  const stranger = new Redis(Number(new URL(redisUrl).port), '127.0.0.1', { lazyConnect: true });
  stranger.on('error', () => {});
  await expect(stranger.set('a', 'b')).rejects.toThrow(/NOAUTH/);
  stranger.disconnect();
});

test('what is in the data folder is for its owner only', async () => {
  const dir = scratchFolder();
  await started(dir);
  for (const file of ['secrets.json', 'redis.conf', 'accounts.sql'])
    expect([file, (statSync(path.join(dir, file)).mode & 0o777).toString(8)]).toEqual([file, '600']);
});

test('a second start finds its data and answers under the same addresses', async () => {
  const dir = scratchFolder();
  const first = await startServices({ dir, durable: true });
  await query(first.databaseUrl, 'CREATE TABLE kept (id INT)');
  await first.stop();
  const second = await started(dir, { durable: true });
  expect(await query(second.databaseUrl, 'SELECT COUNT(*) AS rows_ FROM kept')).toEqual([{ rows_: 0 }]);
  expect([second.serverUrl, second.redisUrl]).toEqual([first.serverUrl, first.redisUrl]);
});

test('a data folder may have a long path with spaces', async () => {
  const dir = path.join(scratchFolder('buku tamu '), 'x'.repeat(120));
  const { databaseUrl } = await started(dir);
  expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('servers left behind by a killed run are ended, and their data is whole', async () => {
  const dir = scratchFolder();
  const killed = await otherRun(dir);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const lines: string[] = [];
  const { databaseUrl } = await started(dir, { log: (line) => lines.push(line) });
  expect(lines.sort()).toEqual(['mariadb', 'redis'].map((name) => `ended ${name}, left behind by an earlier run`));
  expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a folder that another run uses is refused, and that run goes on undisturbed', async () => {
  const dir = scratchFolder();
  const { databaseUrl } = await started(dir);
  await expect(startServices({ dir })).rejects.toThrow(FolderInUseError);
  expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('stopping ends both servers and gives the folder back', async () => {
  const dir = scratchFolder();
  const { stop, serverUrl, redisUrl } = await startServices({ dir });
  await Promise.all([stop(), stop()]);
  await expect(query(serverUrl, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  await expect(redis.connect()).rejects.toThrow();
  expect(readdirSync(path.join(dir, 'pids'))).toEqual([]);
  expect(existsSync(path.join(dir, 'lock.json'))).toBe(false);
});

test('a database that dies is reported', async () => {
  const { serverUrl, crashed } = await started(scratchFolder());
  await query(serverUrl, 'SHUTDOWN');
  await expect(crashed).rejects.toThrow(/mariadb ended unexpectedly/);
});

test('servers named by the caller are used, and none are started', async () => {
  const given = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
  const dir = scratchFolder();
  expect(await started(dir, given)).toMatchObject(given);
  expect(existsSync(path.join(dir, 'mysql'))).toBe(false);
});

test('an address left empty, as in .env.example, means a private server', async () => {
  const services = await started(scratchFolder(), { databaseUrl: '', redisUrl: '' });
  expect(await query(services.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(services.redisUrl).toMatch(/^redis:/);
});
