import { runChecks } from './check/checks.ts';
import { showReport } from './check/show-report.ts';

// Everything that needs no server: types, lint, format, import rules, dead code.
const started = performance.now();
const reports = await runChecks(showReport);
const failed = reports.filter(({ ok }) => !ok).length;
const verdict = failed === 0 ? `All ${reports.length} checks passed` : `${failed} of ${reports.length} checks failed`;
console.log(`${verdict} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;
