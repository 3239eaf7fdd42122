import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { demo, repository } from './demo.ts';

export interface FirstStart {
  url: string;
  /** What the set-up page asks for. */
  token: string;
  stop(): Promise<void>;
}

/** Sowan as `npm start` runs it, on an empty data folder with servers of its own; its mails go to the demo's mailbox. */
export async function startEmpty(): Promise<FirstStart> {
  const folder = await mkdtemp(join(tmpdir(), 'sowan-first-'));
  const sowan = spawn(process.execPath, ['tools/run.mjs', 'start', '--data', join(folder, 'start')], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SMTP_URL: demo().smtp, DATABASE_URL: '', REDIS_URL: '', PORT: '', PUBLIC_URL: '' },
  });
  const ended = once(sowan, 'exit');
  const stop = async () => {
    sowan.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  // Read to the end, or its pipe would fill up.
  const lines = createInterface({ input: sowan.stdout });
  const told = Promise.withResolvers<{ url: string; token: string }>();
  lines.on('line', (line) => {
    const [, url, token] = /First run: open (\S+)\/setup and enter the token (\S+)/.exec(line) ?? [];
    if (url && token) told.resolve({ url, token });
  });
  lines.once('close', () => told.reject(new Error('Sowan ended before it was ready')));
  return { ...(await told.promise), stop };
}
