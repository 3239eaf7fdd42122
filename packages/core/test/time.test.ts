import { describe, expect, test } from 'vitest';
import { checkBookable } from '../src/appointments/rules.ts';
import { dayBounds, dayOf, monthsAhead } from '../src/time.ts';
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
    const policy = { bookingMonthsAhead: 2, timeZone };
    expect(() => checkBookable(at(last), at(now), policy)).not.toThrow();
    expect(() => checkBookable(new Date(at(last).getTime() + 1), at(now), policy)).toThrow('too_far_ahead');
  });

  test('the month turns at midnight in Jakarta, not in UTC', () => {
    expect(monthsAhead(at('2026-12-30T17:30:00Z'), 2, 'Asia/Jakarta')).toEqual(at('2027-02-27T17:30:00Z'));
  });
});
