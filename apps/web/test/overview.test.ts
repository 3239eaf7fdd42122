import { expect, test } from 'vitest';
import type { Appointment, Status } from '../src/lib/appointment.ts';
import { settle, take } from '../src/routes/(staff)/admin/today.ts';

const visit = (id: number, hour: number, status: Status = 'scheduled') =>
  ({ id, scheduledAt: new Date(Date.UTC(2026, 10, 23, hour)), status }) as Appointment;
const today = { shown: [visit(1, 1), visit(2, 3)], fresh: [] };

test('a visit booked for today counts at once and is shown when asked for, at its hour', () => {
  const after = take(today, visit(9, 2));
  expect(after.shown).toEqual(today.shown);
  expect(settle(after).shown.map(({ id }) => id)).toEqual([1, 9, 2]);
});

test('a visit that is shown changes where it stands', () => {
  const after = take(today, visit(1, 1, 'waiting'));
  expect(after.shown.map(({ status }) => status)).toEqual(['waiting', 'scheduled']);
  expect(after.fresh).toEqual([]);
});
