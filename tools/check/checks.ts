import { existsSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from '../paths.ts';
import { type CommandResult, runCommand, runInOrder } from '../command.ts';

export interface CheckReport extends CommandResult {
  name: string;
  seconds: number;
}

/** What web's types are made of: the compiled messages and SvelteKit's generated types. */
function prepareWeb(): Promise<CommandResult> {
  const messages = ['compile', '--project', './project.inlang', '--outdir', './src/lib/paraglide'];
  return runInOrder(
    () => runCommand('paraglide-js', messages, 'apps/web'),
    () => runCommand('svelte-kit', ['sync'], 'apps/web'),
  );
}

const checks: { [name: string]: () => Promise<CommandResult> } = {
  lint: () => runCommand('eslint', ['.', '--max-warnings=0']),
  'web types': () => runCommand('svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings'], 'apps/web'),
  types: () => runCommand('tsc', ['-p', '.']),
  'import rules': () => checkImports('.'),
  'dead code': () => runCommand('knip', ['--no-progress']),
  format: () => runCommand('prettier', ['--check', '--cache', '--log-level', 'warn', '.']),
};

/** Holds the import rules against the packages, apps and tools in a folder. */
export function checkImports(folder: string): Promise<CommandResult> {
  const config = path.join(repoRoot, '.dependency-cruiser.cjs');
  const sources = ['packages', 'apps', 'tools'].filter((name) => existsSync(path.resolve(repoRoot, folder, name)));
  return runCommand('depcruise', ['--config', config, '--output-type', 'err', ...sources], folder);
}

/** Runs every check and calls back as each ends; two at a time, the slowest first, for the small machines this runs on. */
export async function runChecks(onReport: (report: CheckReport) => void): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  const measure = async (name: string, check: () => Promise<CommandResult>) => {
    const started = performance.now();
    const report = { ...(await check()), name, seconds: (performance.now() - started) / 1000 };
    reports.push(report);
    onReport(report);
  };
  if (existsSync(path.join(repoRoot, 'apps/web/vite.config.ts'))) await measure('web messages', prepareWeb);
  else delete checks['web types'];
  const waiting = Object.entries(checks);
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await measure(...next);
  };
  await Promise.all([lane(), lane(), lane()]);
  return reports;
}
