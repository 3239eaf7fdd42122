import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { showCommand } from './command.ts';
import { repoRoot } from './paths.ts';

// `npm run screenshots [-- --out <folder>]`: one page of every kind, in the demo, at 360 and 1280 px in both themes, and those of the
// README into docs/images.
const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { out: { type: 'string', default: '.data/screenshots' } },
});
const out = path.resolve(repoRoot, values.out);
if (!existsSync(out)) mkdirSync(out, { recursive: true });
const TIMEOUT_MS = 15 * 60_000;
const taken = await showCommand('playwright', ['test', 'screenshots'], {
  folder: 'apps/web',
  env: { SCREENSHOTS: out },
  timeoutMs: TIMEOUT_MS,
});
if (taken) process.stdout.write(`The pictures are in ${out}\n`);
process.exitCode = taken ? 0 : 1;
