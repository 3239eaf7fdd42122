import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandResult, runCommand } from './command.ts';
import { repoRoot } from './paths.ts';

const web = path.join(repoRoot, 'apps/web');
const stampFile = path.join(web, 'build/.sources');
/** What the build reads; tests are left out, and what is generated, by inlang beside its settings too. */
const SOURCE_FOLDERS = ['apps/web', ...['core', 'db', 'jobs', 'pdf', 'qr'].map((name) => `packages/${name}/src`)];
const GENERATED = [
  'build',
  '.svelte-kit',
  'paraglide',
  'test-results',
  'playwright-report',
  'cache',
  '.lix',
  '.meta.json',
];
const NOT_SOURCES = new Set([...GENERATED, 'node_modules', 'test', 'e2e', 'README.md', '.gitignore']);

/** Builds the web app unless the build there is was made from these very sources. */
export async function buildWeb(log: (line: string) => void): Promise<CommandResult> {
  const stamp = hashOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return { ok: true, output: '' };
  const started = performance.now();
  log('building the web app …');
  const result = await runCommand('vite', ['build'], 'apps/web');
  if (!result.ok) return result;
  writeFileSync(stampFile, stamp);
  log(`built the web app in ${Math.round((performance.now() - started) / 1000)} s`);
  return result;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = SOURCE_FOLDERS.flatMap(filesUnder);
  for (const file of [...files, 'pnpm-lock.yaml'])
    hash.update(`${file}\0`).update(readFileSync(path.join(repoRoot, file)));
  return hash.digest('hex');
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(path.join(repoRoot, folder), { withFileTypes: true });
  return entries
    .filter(({ name }) => !NOT_SOURCES.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(name);
      return entry.isFile() ? [name] : [];
    });
}
