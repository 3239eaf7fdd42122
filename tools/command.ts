import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import path from 'node:path';
import { repoRoot } from './paths.ts';

export interface CommandResult {
  ok: boolean;
  output: string;
}

interface CommandOptions {
  /** Where to run, from the repository's root. */
  folder?: string;
  env?: Record<string, string>;
}

/** Runs a program of the workspace to its end and keeps what it printed. Never throws. */
export function runCommand(program: string, args: string[], folder = '.'): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = start(program, args, ['ignore', 'pipe', 'pipe'], { folder, env: { NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (output += String(bytes)));
    child.once('error', (error) => resolve({ ok: false, output: `${program}: ${error.message}` }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** One command after the other, until one fails. */
export async function runInOrder(...commands: (() => Promise<CommandResult>)[]): Promise<CommandResult> {
  let output = '';
  for (const command of commands) {
    const result = await command();
    output += result.output;
    if (!result.ok) return { ok: false, output };
  }
  return { ok: true, output };
}

/**
 * Runs a program of the workspace to its end with its output shown as it comes; true when it succeeded.
 * `printed` is told what it prints, for which it is given pipes instead of our terminal.
 * After `timeoutMs`, and when we are told to stop, it is asked to end as by Ctrl-C, so that it can clean up.
 */
export function showCommand(
  program: string,
  args: string[],
  { timeoutMs, printed, ...options }: CommandOptions & { timeoutMs: number; printed?: (text: string) => void },
): Promise<boolean> {
  return new Promise((resolve) => {
    // Behind pipes programs think that nobody is there to see colours.
    const colours = printed && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const stdio: StdioOptions = printed ? ['inherit', 'pipe', 'pipe'] : 'inherit';
    const child = start(program, args, stdio, { ...options, env: { ...colours, ...options.env } });
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        process[name].write(text);
        printed?.(text);
      });
    }
    const interrupt = () => child.kill('SIGINT');
    const timeout = setTimeout(() => {
      console.error(`${program} takes longer than ${timeoutMs / 60_000} minutes and is stopped.`);
      interrupt();
      setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
    }, timeoutMs);
    process.on('SIGTERM', interrupt);
    const finish = (ok: boolean) => {
      clearTimeout(timeout);
      process.off('SIGTERM', interrupt);
      resolve(ok);
    };
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`);
      finish(false);
    });
    child.once('close', (code) => finish(code === 0));
  });
}

function start(
  program: string,
  args: string[],
  stdio: StdioOptions,
  { folder = '.', env }: CommandOptions,
): ChildProcess {
  const cwd = path.resolve(repoRoot, folder);
  const bins = [path.join(cwd, 'node_modules/.bin'), path.join(repoRoot, 'node_modules/.bin'), process.env.PATH];
  return spawn(program, args, { cwd, stdio, env: { ...process.env, PATH: bins.join(path.delimiter), ...env } });
}
