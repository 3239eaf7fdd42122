import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Demo {
  url: string;
  simulator: string;
  mailbox: string;
  /** Where that mailbox takes mails. */
  smtp: string;
  accounts: { role: 'admin' | 'host' | 'receptionist'; name: string; email: string; password: string }[];
}

export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Starts the demo on an empty data folder and waits for its one line; gives what stops it again. With that line of a running demo in
 * SOWAN_DEMO, that one is used.
 */
export default async function startDemo(): Promise<() => Promise<void>> {
  if (process.env['SOWAN_DEMO']) return () => Promise.resolve();
  const folder = await mkdtemp(join(tmpdir(), 'sowan-e2e-'));
  const demo = spawn(process.execPath, ['tools/run.mjs', 'demo', '--json', '--fresh', '--data', join(folder, 'demo')], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  const line = await Promise.race([
    once(createInterface({ input: demo.stdout }), 'line') as Promise<[string]>,
    ended.then(() =>
      Promise.reject(new Error(`the demo ended with code ${String(demo.exitCode)} before it was ready`)),
    ),
  ]);
  process.env['SOWAN_DEMO'] = line[0];
  return async () => {
    demo.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
}

/** The running demo, for specs. */
export function demo(): Demo {
  const line = process.env['SOWAN_DEMO'];
  if (!line) throw new Error('the demo is not running');
  return JSON.parse(line) as Demo;
}
