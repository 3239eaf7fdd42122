import { expect, test } from 'vitest';
import { spanInWords, stepInWords } from '../src/reports/words.ts';

test('an English report has the day before the month', () => {
  expect(spanInWords({ from: '2026-11-16', to: '2026-11-22' }, 'en')).toMatch(/^16\s?–\s?22 November 2026$/u);
  expect(stepInWords('2026-11-16', 'day', 'en')).toMatch(/^Mon,? 16 Nov$/);
});
