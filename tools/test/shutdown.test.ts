import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

function longCommand(MODE = '') {
  const script = path.join(import.meta.dirname, 'fixtures/long-command.ts');
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, MODE },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the pipes are missing');
  let output = '';
  for (const stream of [stdout, stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  const up = once(stdout, 'data');
  // Not its `close`: Node never tells of that once the channel was closed from here.
  const ended = Promise.all([once(child, 'exit'), once(stdout, 'end'), once(stderr, 'end')]).then(([[code]]) => ({
    code: code as number | null,
    output,
  }));
  return { child, up, ended };
}

test('a command that is told to stop closes what it opened, last first, however often it is told', async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const { child, up, ended } = longCommand();
    await up;
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, output: 'up\nclosed app\nclosed database\n' });
  }
});

test('a command stops when the script that started it is gone', async () => {
  const { child, up, ended } = longCommand();
  await up;
  child.disconnect();
  expect(await ended).toEqual({ code: 0, output: 'up\nclosed app\nclosed database\n' });
});

test('a command that cannot start says why, closes what it opened, and fails', async () => {
  expect(await longCommand('fails').ended).toEqual({ code: 1, output: 'port taken\nclosed app\nclosed database\n' });
});

test('a command whose database ends unexpectedly closes the rest and fails', async () => {
  const { code, output } = await longCommand('crashes').ended;
  expect(code).toBe(1);
  expect(output).toContain('database ended\n');
  expect(output).toContain('closed app\nclosed database\n');
});
