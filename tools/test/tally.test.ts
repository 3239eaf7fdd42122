import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readPlaywrightReport, readVitestReport } from '../test-run/reports.ts';
import { noTests, oneTest, sum, tallyLine, trustworthy } from '../test-run/tally.ts';
import { scratchFolder } from './scratch.ts';

function reportFile(content: string): string {
  const file = path.join(scratchFolder(), 'report.json');
  writeFileSync(file, content);
  return file;
}

test('the sum of all runners is one line', () => {
  const vitest = readVitestReport(
    reportFile('{"numPassedTests":40,"numFailedTests":2,"numPendingTests":1,"numTodoTests":1,"success":false}'),
  );
  const playwright = readPlaywrightReport(reportFile('{"stats":{"expected":3,"unexpected":1,"flaky":1,"skipped":0}}'));
  expect(tallyLine(sum([oneTest(true), trustworthy(vitest, false), trustworthy(playwright, false)]))).toBe(
    '45 passed, 3 failed, 2 skipped',
  );
  expect(tallyLine(sum([oneTest(true)]))).toBe('1 passed, 0 failed');
});

test('a runner that crashes before it reports is a failure', () => {
  expect(trustworthy(readVitestReport('/nowhere/report.json'), false)).toMatchObject({ failed: 1 });
  expect(trustworthy(readVitestReport(reportFile('{"numPassedTests":4')), true)).toMatchObject({ failed: 1 });
});

test('a runner that fails without naming a failed test is a failure', () => {
  expect(trustworthy({ ...noTests, passed: 9 }, false)).toEqual({ passed: 9, failed: 1, skipped: 0 });
});
