import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Supervisor } from '../processes.ts';
import { scratchFolder } from './scratch.ts';

const script = path.join(import.meta.dirname, 'fixtures/app.ts');

function supervised() {
  const dir = scratchFolder();
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const log = (line: string) => {
    lines.push(line);
    for (const listener of listeners) listener();
  };
  const supervisor = new Supervisor({ dir, log, backoff: [10] });
  onTestFinished(() => supervisor.stop());
  /** Resolves once `pattern` was logged this often. */
  const logged = (pattern: RegExp, times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => lines.filter((line) => pattern.test(line)).length >= times && resolve();
      listeners.add(look);
      look();
    });
  const app = (MODE: string) => ({ name: 'app', script, env: { MODE, MARK: path.join(dir, 'mark') } });
  return { dir, lines, supervisor, logged, app };
}

test('a process counts as started when it says that it is ready', async () => {
  const { dir, lines, supervisor, app } = supervised();
  expect(await supervisor.start(app('well'))).toMatchObject({ msg: 'ready' });
  expect(lines).toEqual([expect.stringMatching(/^app +\d\d:\d\d:\d\d info {2}ready$/)]);
  await supervisor.stop();
  expect(readdirSync(path.join(dir, 'pids'))).toEqual([]);
});

test('a process that ends before it is ready is a failure, with its last words shown', async () => {
  const { lines, supervisor, app } = supervised();
  await expect(supervisor.start(app('broken'))).rejects.toThrow('app could not start (exit code 1).');
  expect(lines.join('\n')).toContain('no database');
});

test('a process that crashes later is started again, and it is said', async () => {
  const { dir, lines, supervisor, logged, app } = supervised();
  await supervisor.start(app('crashes once'));
  await logged(/ready/, 2);
  expect(lines).toContain('app ended unexpectedly (exit code 3); starting it again in 0.01 s');
  expect(existsSync(path.join(dir, 'pids/app.json'))).toBe(true);
});

test('a process that does not end when asked to is killed', async () => {
  const { dir, supervisor, app } = supervised();
  await supervisor.start(app('stubborn'));
  await supervisor.stop();
  expect(existsSync(path.join(dir, 'pids/app.json'))).toBe(false);
});

test('nothing is started any more once it was stopped', async () => {
  const { supervisor, app } = supervised();
  await supervisor.stop();
  await expect(supervisor.start(app('well'))).rejects.toThrow(/abort/i);
});
