import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './check/checks.ts';
import { showReport } from './check/show-report.ts';
import { showCommand } from './command.ts';
import { repoRoot } from './paths.ts';
import { readPlaywrightReport, readVitestReport } from './test-run/reports.ts';
import { leaksIn } from './test-run/secrets.ts';
import { noTests, oneTest, sum, type Tally, tallyLine, trustworthy } from './test-run/tally.ts';
import { buildWeb } from './web-build.ts';

// Everything there is to test, in one go. The last line of stdout is the sum: `N passed, N failed`.
const MINUTE = 60_000;
const reports = mkdtempSync(path.join(tmpdir(), 'sowan-reports-'));
let interrupted = false;
let output = '';
const printed = (text: string) => (output += text);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));

/** Each check counts as one test. */
async function checks(): Promise<Tally> {
  return sum((await runChecks(showReport)).map(({ ok }) => oneTest(ok)));
}

async function unitAndIntegration(): Promise<Tally> {
  const file = path.join(reports, 'vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = await showCommand('vitest', args, { timeoutMs: 18 * MINUTE, printed });
  return trustworthy(readVitestReport(file), ok);
}

async function webBuild(): Promise<Tally> {
  const { ok, output } = await buildWeb(console.log);
  if (!ok) console.log(output);
  return oneTest(ok);
}

async function endToEnd(): Promise<Tally> {
  if (!existsSync(path.join(repoRoot, 'apps/web/playwright.config.ts'))) {
    console.log('apps/web/playwright.config.ts does not exist yet: no end-to-end tests.');
    return noTests;
  }
  const file = path.join(reports, 'playwright.json');
  const ok = await showCommand('playwright', ['test', '--reporter=list,json'], {
    folder: 'apps/web',
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    timeoutMs: 12 * MINUTE,
    printed,
  });
  return trustworthy(readPlaywrightReport(file), ok);
}

/** What the tests and the demo's processes have printed must name no key, token or pass. */
async function nothingSecret(): Promise<Tally> {
  const leaks = leaksIn(output);
  for (const { shape, before } of leaks.slice(0, 20)) console.log(`${shape} was printed after: ${before}`);
  return oneTest(leaks.length === 0);
}

const stages = {
  Checks: checks,
  'Unit and integration tests': unitAndIntegration,
  'Web build': webBuild,
  'End-to-end tests': endToEnd,
  'Nothing secret in what was printed': nothingSecret,
};
const tallies: Tally[] = [];
for (const [name, stage] of Object.entries(stages)) {
  if (interrupted) break;
  console.log(`\n── ${name}`);
  const started = performance.now();
  const tally = await stage();
  tallies.push(tally);
  console.log(`── ${name}: ${tallyLine(tally)} (${Math.round((performance.now() - started) / 1000)} s)`);
}
rmSync(reports, { recursive: true, force: true });
const total = sum(tallies);
if (interrupted) console.log('Interrupted: what follows is not the whole.');
console.log(tallyLine(total));
process.exitCode = interrupted || total.failed > 0 ? 1 : 0;
