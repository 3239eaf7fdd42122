import { readdirSync } from 'node:fs';
import path from 'node:path';
import { WORKER_FLAGS } from './apps.ts';
import { showCommand } from './command.ts';

// `npm run bench -- <name> [--json]` runs tools/bench/<name>.ts, which says what it measures and takes its own options.
const HOUR = 3_600_000;
/** Measured as the process that does it for real is started. */
const FLAGS: Record<string, readonly string[]> = { heal: WORKER_FLAGS };

const [name = '', ...options] = process.argv.slice(2).filter((arg) => arg !== '--');
const names = readdirSync(path.join(import.meta.dirname, 'bench'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('bench-'))
  .map((file) => path.basename(file, '.ts'));

if (names.includes(name)) {
  const script = path.join(import.meta.dirname, 'bench', `${name}.ts`);
  const ok = await showCommand(process.execPath, [...(FLAGS[name] ?? []), script, ...options], { timeoutMs: HOUR });
  process.exitCode = ok ? 0 : 1;
} else {
  console.error(`Usage: npm run bench -- ${names.join(' | ')} [--json]`);
  process.exitCode = 1;
}
