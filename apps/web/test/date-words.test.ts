import { expect, test } from 'vitest';
import { overwriteGetLocale } from '../src/lib/paraglide/runtime.js';
import { span, stepName } from '../src/routes/(staff)/admin/reports/report-words.ts';
import { dayWords, weekWords } from '../src/routes/(staff)/visits/calendar/day-words.ts';

test('English dates have the day before the month on every page', () => {
  overwriteGetLocale(() => 'en');
  expect(span({ from: '2026-11-16', to: '2026-11-22' })).toMatch(/^16\s?–\s?22 November 2026$/u);
  expect(span({ from: '2026-11-16', to: '2026-11-16' })).toBe('16 November 2026');
  expect(stepName('2026-11-16', 'day')).toBe('16 Nov');
  expect(dayWords('2026-11-23')).toMatch(/^Monday,? 23 November 2026$/);
  expect(weekWords('2026-11-25')).toMatch(/^23\s?–\s?29 November 2026$/u);
});
