import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forgetProcess, recordProcess } from './orphans.ts';

/** A database server we run ourselves. */
export interface ServerProcess {
  name: string;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export class ServerStartError extends Error {
  readonly addressInUse: boolean;
  constructor(name: string, log: string) {
    super(`${name} did not start. Its last words:\n${log.trim().split('\n').slice(-15).join('\n')}`);
    this.addressInUse = /address already in use/i.test(log);
  }
}

interface ServerOptions {
  name: string;
  program: string;
  args: string[];
  dir: string;
  /** Resolves to true once the server answers. */
  answers: () => Promise<boolean>;
}

const START_MS = 60_000;
const STOP_MS = 2200;

/** Starts a server in its own process group (Ctrl-C is for us to pass on) and waits until it answers. */
export async function startServer({ name, program, args, dir, answers }: ServerOptions): Promise<ServerProcess> {
  const logFile = path.join(dir, `${name}.log`);
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(program, args, { cwd: dir, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = exitOf(child).then(() => {
    forgetProcess(dir, name);
    process.off('exit', endNow);
  });
  const endNow = () => child.kill('SIGTERM');
  if (child.pid !== undefined) recordProcess(dir, name, child.pid, dir);
  process.on('exit', endNow);

  const deadline = Date.now() + START_MS;
  while (!(await answers())) {
    if (hasEnded(child) || Date.now() > deadline) {
      await stopChild(child, ended);
      throw new ServerStartError(name, readFileSync(logFile, 'utf8'));
    }
    await delay(40);
  }
  return { name, ended, stop: () => stopChild(child, ended) };
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (hasEnded(child)) return ended;
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(giveUp);
}
