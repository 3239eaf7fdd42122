import { expect, test } from 'vitest';
import { relativeTime } from '../src/lib/when.ts';
import { overwriteGetLocale } from '../src/lib/paraglide/runtime.js';

overwriteGetLocale(() => 'en');
const words = (at: string, now: string, zone = 'Asia/Jakarta') => relativeTime(new Date(at), new Date(now), zone);

test('tomorrow afternoon is tomorrow, however early it is read', () => {
  // 04:02 in Jakarta; 17:00 the next day.
  expect(words('2026-11-22T10:00:00Z', '2026-11-20T21:02:00Z')).toBe('tomorrow');
  expect(words('2026-11-23T00:00:00Z', '2026-11-20T21:02:00Z')).toBe('in 2 days');
});

test('a day that has gone is counted by the calendar too', () => {
  expect(words('2026-11-20T18:00:00Z', '2026-11-22T10:00:00Z')).toBe('yesterday');
  expect(words('2026-11-19T10:00:00Z', '2026-11-21T21:00:00Z')).toBe('3 days ago');
});

test('days are those of the zone, also over a day of 23 hours', () => {
  expect(words('2026-11-22T10:00:00Z', '2026-11-20T21:02:00Z', 'UTC')).toBe('in 2 days');
  expect(words('2026-03-29T21:00:00Z', '2026-03-28T10:00:00Z', 'Europe/Paris')).toBe('tomorrow');
  expect(words('2026-03-30T08:00:00Z', '2026-03-28T10:00:00Z', 'Europe/Paris')).toBe('in 2 days');
});

test('less than a day is told in hours and minutes', () => {
  expect(words('2026-11-21T18:00:00Z', '2026-11-21T15:00:00Z')).toBe('in 3 hours');
  expect(words('2026-11-21T15:10:00Z', '2026-11-21T15:00:00Z')).toBe('in 10 minutes');
});
