// The door to every command, on any Node ≥ 18 and npm: `node tools/run.mjs <command> [arguments]`.
// It sets up what is missing and hands over to tools/<command>.ts on a Node that runs TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './bootstrap/packages.mjs';
import { findProgram, needsOf, providePrograms, searchPath, withEnvFile } from './bootstrap/programs.mjs';
import { SetupError } from './bootstrap/progress.mjs';
import { chooseNode } from './bootstrap/runtime.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const COMMANDS = ['demo', 'start', 'test', 'check', 'bench', 'heal', 'backup', 'restore', 'rotate-keys', 'screenshots'];

try {
  await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

async function main(command, args) {
  const script = path.join(root, 'tools', `${command}.ts`);
  if (!COMMANDS.includes(command) || !existsSync(script))
    throw new SetupError(
      `Usage: npm run ${COMMANDS.filter((name) => existsSync(path.join(root, 'tools', `${name}.ts`))).join(' | ')}`,
    );
  await providePrograms(
    needsOf(
      command,
      ['start', 'heal', 'backup', 'restore', 'rotate-keys'].includes(command) ? withEnvFile(root) : process.env,
    ),
  );
  await installPackages(root);
  handOver(chooseNode(root), [script, ...args]);
}

/** Runs the command in our place: its output, its exit code, our signals. */
function handOver(node, args) {
  const PATH = [path.join(root, 'node_modules/.bin'), searchPath()].join(path.delimiter);
  const chromium =
    process.env.CHROMIUM ?? findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
  const env = { ...process.env, PATH, ...(chromium ? { CHROMIUM: chromium } : {}) };
  // The channel tells the command when we are gone, however we went.
  const child = spawn(node, args, { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) whenOrphaned(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    process.stderr.write(`${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** npm runs us through a shell that doesn't pass its signals on: when that shell is gone, somebody wanted us to stop. */
function whenOrphaned(stop) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 250);
}
