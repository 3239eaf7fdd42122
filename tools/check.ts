import { runChecks } from './check/checks.ts';

// Everything that needs no server: types, lint, format, import rules, dead code.
const started = performance.now();
const reports = await runChecks(({ name, ok, seconds, output }) => {
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!ok) console.log(output.trimEnd() + '\n');
});
const failed = reports.filter((report) => !report.ok).length;
const verdict = failed === 0 ? `All ${reports.length} checks passed` : `${failed} of ${reports.length} checks failed`;
console.log(`${verdict} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;
