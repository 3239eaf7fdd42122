import { readdirSync } from 'node:fs';
import path from 'node:path';

// `npm run bench -- <name> [--json]` runs tools/bench/<name>.ts, which says what it measures and takes its own options.
const [name = '', ...options] = process.argv.slice(2).filter((arg) => arg !== '--');
const names = readdirSync(path.join(import.meta.dirname, 'bench'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('bench-'))
  .map((file) => path.basename(file, '.ts'));
const script = path.join(import.meta.dirname, 'bench', `${name}.ts`);

if (names.includes(name)) {
  process.argv = [process.execPath, script, ...options];
  await import(script);
} else {
  console.error(`Usage: npm run bench -- ${names.join(' | ')} [--json]`);
  process.exitCode = 1;
}
