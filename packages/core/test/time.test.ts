import { describe, expect, test } from 'vitest';
import { checkBookable, checkOpen } from '../src/appointments/rules.ts';
import { dayBounds, dayOf, daysBetween, monthsAhead } from '../src/time.ts';
import { hours } from './world.ts';

const at = (text: string) => new Date(text);
const length = ({ start, end }: { start: Date; end: Date }) => (end.getTime() - start.getTime()) / hours(1);

describe("the school's day", () => {
  test('changes at its own midnight', () => {
    expect(dayOf(at('2026-11-23T16:59:59.999Z'), 'Asia/Jakarta')).toBe('2026-11-23');
    expect(dayOf(at('2026-11-23T17:00:00.000Z'), 'Asia/Jakarta')).toBe('2026-11-24');
    expect(dayBounds('2026-11-23', 'Asia/Jakarta')).toEqual({
      start: at('2026-11-22T17:00:00Z'),
      end: at('2026-11-23T17:00:00Z'),
    });
  });

  test('has 23 or 25 hours when the clocks change, and may begin at one', () => {
    expect(length(dayBounds('2026-03-29', 'Europe/Paris'))).toBe(23);
    expect(length(dayBounds('2026-10-25', 'Europe/Paris'))).toBe(25);
    const spring = dayBounds('2026-04-24', 'Africa/Cairo');
    expect(spring.start).toEqual(at('2026-04-24T01:00:00+03:00'));
    expect(length(spring)).toBe(23);
  });
});

describe('two months ahead', () => {
  test.each([
    ['the same day and time two months on', '2026-11-23T09:00+07:00', '2027-01-23T09:00+07:00', 'Asia/Jakarta'],
    ['from 31 December to the end of February', '2026-12-31T09:00+07:00', '2027-02-28T09:00+07:00', 'Asia/Jakarta'],
    ['from 31 December to 29 February', '2027-12-31T09:00+07:00', '2028-02-29T09:00+07:00', 'Asia/Jakarta'],
    ['from 31 July to 30 September', '2026-07-31T23:59+07:00', '2026-09-30T23:59+07:00', 'Asia/Jakarta'],
    ['the same hour on the clock in summer', '2026-02-10T09:00+01:00', '2026-04-10T09:00+02:00', 'Europe/Paris'],
    ['an hour later when the hour is skipped', '2026-01-29T02:30+01:00', '2026-03-29T03:30+02:00', 'Europe/Paris'],
    ['the first of two when the hour comes twice', '2026-08-25T02:30+02:00', '2026-10-25T02:30+02:00', 'Europe/Paris'],
  ])('is %s', (_name, now, last, timeZone) => {
    expect(monthsAhead(at(now), 2, timeZone)).toEqual(at(last));
    const policy = { bookingMonthsAhead: 2, bookingLeadMinutes: 0, timeZone };
    expect(() => checkBookable(at(last), at(now), policy)).not.toThrow();
    expect(() => checkBookable(new Date(at(last).getTime() + 1), at(now), policy)).toThrow('too_far_ahead');
  });

  test('the month turns at midnight in Jakarta, not in UTC', () => {
    expect(monthsAhead(at('2026-12-30T17:30:00Z'), 2, 'Asia/Jakarta')).toEqual(at('2027-02-27T17:30:00Z'));
  });
});

describe('a closed day', () => {
  const policy = { timeZone: 'Asia/Jakarta', closedWeekdays: [6, 7] };
  const christmas = new Map([['2026-12-25', 'Natal']]);

  test.each([
    ['the last instant of the day before', '2026-12-25T00:00+07:00', -1, null],
    ['its first instant', '2026-12-25T00:00+07:00', 0, 'Natal'],
    ['its last instant', '2026-12-26T00:00+07:00', -1, 'Natal'],
    ['a Saturday', '2026-12-05T10:00+07:00', 0, ''],
    ['a Sunday in Jakarta that is Saturday in UTC', '2026-12-06T01:00+07:00', 0, ''],
    ['a Monday in Jakarta that is Sunday in UTC', '2026-12-07T01:00+07:00', 0, null],
  ])('%s', (_name, instant, ms, closedFor) => {
    const check = () => checkOpen(new Date(at(instant).getTime() + ms), policy, christmas);
    if (closedFor === null) return expect(check).not.toThrow();
    expect(check).toThrow(expect.objectContaining({ reason: 'school_closed' }) as Error);
  });

  test('ranges include both ends, also over the end of a year', () => {
    expect(daysBetween('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
    expect(daysBetween('2026-12-30', '2026-12-30')).toEqual(['2026-12-30']);
  });
});

test('an appointment needs the notice that the school wants', () => {
  const policy = { bookingMonthsAhead: 2, bookingLeadMinutes: 60, timeZone: 'Asia/Jakarta' };
  const now = at('2026-11-23T09:00+07:00');
  expect(() => checkBookable(at('2026-11-23T10:00+07:00'), now, policy)).not.toThrow();
  expect(() => checkBookable(at('2026-11-23T09:59:59.999+07:00'), now, policy)).toThrow('too_soon');
});
