export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

export function oneTest(ok: boolean): Tally {
  return ok ? { ...noTests, passed: 1 } : { ...noTests, failed: 1 };
}

export function sum(tallies: Tally[]): Tally {
  return tallies.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    noTests,
  );
}

/**
 * What a runner's report and its end say together: a runner that failed without naming a failed test (it crashed, a file could not
 * be loaded, an error came from outside any test) counts as one failure, and so does one that left no report.
 */
export function trustworthy(report: Tally | undefined, succeeded: boolean): Tally {
  if (!report) return oneTest(false);
  if (!succeeded && report.failed === 0) return { ...report, failed: 1 };
  return report;
}

/** `12 passed, 0 failed`, the last line of `npm test`. */
export function tallyLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
