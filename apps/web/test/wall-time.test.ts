import { describe, expect, test } from 'vitest';
import { bookableDays, instantOf } from '../src/routes/(staff)/host/book/wall-time.ts';

const iso = (date: string, time: string, zone: string) => instantOf(date, time, zone)?.toISOString() ?? null;

describe('a time on the wall of the school becomes an instant', () => {
  test('in Jakarta, which knows no summer time', () => {
    expect(iso('2026-11-23', '09:15', 'Asia/Jakarta')).toBe('2026-11-23T02:15:00.000Z');
    expect(iso('2026-11-23', '00:00', 'Asia/Jakarta')).toBe('2026-11-22T17:00:00.000Z');
  });

  test('before and after the clocks of Paris change', () => {
    expect(iso('2026-03-28', '09:00', 'Europe/Paris')).toBe('2026-03-28T08:00:00.000Z');
    expect(iso('2026-03-29', '09:00', 'Europe/Paris')).toBe('2026-03-29T07:00:00.000Z');
    expect(iso('2026-10-25', '09:00', 'Europe/Paris')).toBe('2026-10-25T08:00:00.000Z');
  });

  test('an hour that the clock skips is no time', () => {
    expect(iso('2026-03-29', '02:30', 'Europe/Paris')).toBeNull();
  });

  test('of an hour that the clock shows twice the first is meant', () => {
    expect(iso('2026-10-25', '02:30', 'Europe/Paris')).toBe('2026-10-25T00:30:00.000Z');
  });

  test('a zone may lie a quarter of an hour off', () => {
    expect(iso('2026-11-23', '09:15', 'Asia/Kathmandu')).toBe('2026-11-23T03:30:00.000Z');
  });

  test.each([
    ['', '09:15'],
    ['2026-11-23', ''],
    ['2026-02-30', '09:15'],
    ['2026-11-23', '24:10'],
    ['soon', 'early'],
  ])('%j %j is none', (date, time) => {
    expect(instantOf(date, time, 'Asia/Jakarta')).toBeNull();
  });
});

describe('the days on which a visit may be booked', () => {
  test("begin with the school's today, not the device's or London's", () => {
    const evening = new Date('2026-11-22T18:00:00Z');
    expect(bookableDays(evening, 2, 'Asia/Jakarta')).toEqual({ first: '2026-11-23', last: '2027-01-23' });
    expect(bookableDays(evening, 2, 'America/New_York')).toEqual({ first: '2026-11-22', last: '2027-01-22' });
  });

  test('end with the last day of a shorter month', () => {
    expect(bookableDays(new Date('2026-12-31T05:00:00Z'), 2, 'Asia/Jakarta').last).toBe('2027-02-28');
  });
});
