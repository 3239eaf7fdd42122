import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseKeyring } from '@sowan/qr';
import { expect, onTestFinished, test } from 'vitest';
import { recordProcess, reapOrphans } from '../services/orphans.ts';
import { choosePort } from '../services/ports.ts';
import { identify } from '../services/process-identity.ts';
import { claimForProfile, wipeFolder } from '../services/profile.ts';
import { loadSecrets } from '../services/secrets.ts';
import { scratchFolder } from './scratch.ts';

/** A program that is none of ours. */
async function stranger() {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, pid: child.pid ?? 0 };
}

function writeRecord(dir: string, record: object): void {
  mkdirSync(path.join(dir, 'pids'), { recursive: true });
  writeFileSync(path.join(dir, 'pids/mariadb.json'), JSON.stringify(record));
}

test('a pid that meanwhile belongs to another program is never ended', async () => {
  const dir = scratchFolder();
  const { child, pid } = await stranger();
  const startedAt = identify(pid)?.startedAt;
  for (const record of [
    { pid, startedAt, marker: dir },
    { pid, startedAt: '1', marker: 'sleep' },
  ]) {
    writeRecord(dir, record);
    expect(await reapOrphans(dir)).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
  }
});

test('a process that is ours is ended and forgotten', async () => {
  const dir = scratchFolder();
  const { child, pid } = await stranger();
  recordProcess(dir, 'web', pid, 'sleep');
  const ended = once(child, 'exit');
  expect(await reapOrphans(dir)).toEqual(['web']);
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(await reapOrphans(dir)).toEqual([]);
});

test('a record that was cut off is passed over', async () => {
  const dir = scratchFolder();
  mkdirSync(path.join(dir, 'pids'));
  writeFileSync(path.join(dir, 'pids/redis.json'), '{"pid":1');
  expect(await reapOrphans(dir)).toEqual([]);
});

test('secrets are made once, kept, and readable by their owner only', () => {
  const dir = scratchFolder();
  const secrets = loadSecrets(dir);
  const file = path.join(dir, 'secrets.json');
  chmodSync(file, 0o644);
  expect(loadSecrets(dir)).toEqual(secrets);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
  expect(() => parseKeyring(secrets.qrKeys)).not.toThrow();
});

test('a secret that a new version needs is added, and the old ones stay', () => {
  const dir = scratchFolder();
  writeFileSync(path.join(dir, 'secrets.json'), JSON.stringify({ qrKeys: '1:old' }));
  expect(loadSecrets(dir)).toMatchObject({ qrKeys: '1:old', setupToken: expect.stringMatching(/^.{32}$/) as string });
});

test('damaged secrets are an error and are never replaced', () => {
  const dir = scratchFolder();
  writeFileSync(path.join(dir, 'secrets.json'), '{"qrKeys":');
  expect(() => loadSecrets(dir)).toThrow(/damaged/);
  expect(statSync(path.join(dir, 'secrets.json')).size).toBe(10);
});

test('a port is remembered, and given up when another program has taken it', async () => {
  const dir = scratchFolder();
  const port = await choosePort(dir, 'web');
  expect(await choosePort(dir, 'web')).toBe(port);
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  expect(await choosePort(dir, 'web')).not.toBe(port);
  await expect(choosePort(dir, 'web', { wanted: port })).rejects.toThrow(`Port ${port} is taken`);
});

test('the demo never wipes or uses a folder that is not its own', async () => {
  const real = scratchFolder();
  claimForProfile(real, 'start');
  await expect(wipeFolder(real, 'demo')).rejects.toThrow(/belongs to `start`/);
  expect(() => claimForProfile(real, 'demo')).toThrow(/belongs to `start`/);
  const documents = scratchFolder();
  writeFileSync(path.join(documents, 'thesis.txt'), 'years of work');
  await expect(wipeFolder(documents, 'demo')).rejects.toThrow(/not a data folder/);
  expect(existsSync(path.join(documents, 'thesis.txt'))).toBe(true);
});

test('a fresh demo starts with an empty folder', async () => {
  const dir = scratchFolder();
  claimForProfile(dir, 'demo');
  writeFileSync(path.join(dir, 'accounts.json'), '{}');
  await wipeFolder(dir, 'demo');
  expect(existsSync(dir)).toBe(false);
});
