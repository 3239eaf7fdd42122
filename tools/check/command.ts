import { spawn } from 'node:child_process';
import path from 'node:path';
import { repoRoot } from '../paths.ts';

export interface CommandResult {
  ok: boolean;
  output: string;
}

/** Runs a program of the workspace to its end and keeps what it printed. Never throws. */
export function runCommand(program: string, args: string[], folder = '.'): Promise<CommandResult> {
  return new Promise((resolve) => {
    const cwd = path.resolve(repoRoot, folder);
    const bins = [path.join(cwd, 'node_modules/.bin'), path.join(repoRoot, 'node_modules/.bin'), process.env.PATH];
    const env = { ...process.env, PATH: bins.join(path.delimiter), NO_COLOR: '1' };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
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
