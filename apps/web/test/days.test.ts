import { describe, expect, test } from 'vitest';
import { groupByDay } from '../src/routes/(staff)/host/days.ts';

const visit = (at: string) => ({ scheduledAt: new Date(at) });
const outline = (visits: { scheduledAt: Date }[], zone: string, now: string) =>
  groupByDay(visits, zone, new Date(now)).map(({ key, ahead, rows }) => [key, ahead, rows.length]);

describe("visits are grouped by the school's days", () => {
  test('midnight in Jakarta is five in the afternoon in London', () => {
    const visits = ['2026-11-23T16:59:00Z', '2026-11-23T17:00:00Z', '2026-11-24T03:00:00Z'].map(visit);
    expect(outline(visits, 'Asia/Jakarta', '2026-11-23T02:00:00Z')).toEqual([
      ['2026-11-23', 0, 1],
      ['2026-11-24', 1, 2],
    ]);
  });

  test('a day of 23 or 25 hours is one day', () => {
    const spring = ['2026-03-28T08:00:00Z', '2026-03-29T07:00:00Z', '2026-03-30T07:00:00Z'].map(visit);
    expect(outline(spring, 'Europe/Paris', '2026-03-28T05:00:00Z').map(([, ahead]) => ahead)).toEqual([0, 1, 2]);
    const autumn = ['2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z', '2026-10-25T23:30:00Z'].map(visit);
    expect(outline(autumn, 'Europe/Paris', '2026-10-25T10:00:00Z')).toEqual([
      ['2026-10-25', 0, 2],
      ['2026-10-26', 1, 1],
    ]);
  });

  test('the order given is kept, also over the turn of the year', () => {
    const visits = ['2026-12-31T02:00:00Z', '2026-12-31T04:00:00Z', '2027-01-01T02:00:00Z'].map(visit);
    const days = groupByDay(visits, 'Asia/Jakarta', new Date('2026-12-30T02:00:00Z'));
    expect(days.map(({ ahead }) => ahead)).toEqual([1, 2]);
    expect(days.flatMap(({ rows }) => rows)).toEqual(visits);
  });

  test('no visits are no days', () => {
    expect(groupByDay([], 'Asia/Jakarta', new Date())).toEqual([]);
  });
});
