import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ZodError } from 'zod';
import { bookAppointment } from '../src/appointments/index.ts';
import { closeDays, listClosedDays, openDay } from '../src/closed-days/index.ts';
import type { Ctx } from '../src/index.ts';
import { updateSettings } from '../src/settings/index.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
let host: Ctx;
beforeEach(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  host = world.as(await world.user('host'));
});
afterEach(() => world.close());

const book = (scheduledAt: string) =>
  bookAppointment(host, { guestName: 'Siti', guestPhone: '081234567890', purpose: 'Rapor', scheduledAt });

test('nobody is booked on a holiday, until the day is opened again', async () => {
  await closeDays(admin, { first: '2026-12-24', last: '2026-12-26', name: 'Libur Natal' });
  await expect(book('2026-12-24T00:00:00+07:00')).rejects.toMatchObject({
    reason: 'school_closed',
    detail: { day: '2026-12-24', name: 'Libur Natal' },
  });
  await book('2026-12-23T23:59:00+07:00');
  await openDay(admin, '2026-12-25');
  await book('2026-12-25T10:00:00+07:00');
  await expect(book('2026-12-26T10:00:00+07:00')).rejects.toThrow('school_closed');
});

test('a weekday on which the school is closed cannot be booked', async () => {
  await updateSettings(admin, { closedWeekdays: [7, 6, 7] });
  await expect(book('2026-11-28T10:00:00+07:00')).rejects.toMatchObject({ detail: { day: '2026-11-28', name: '' } });
  await book('2026-11-27T10:00:00+07:00');
});

test('closing days says how many appointments stand on them, renames what was closed, and lists what is to come', async () => {
  await book('2026-12-24T10:00:00+07:00');
  expect(await closeDays(admin, { first: '2026-12-24', last: '2026-12-25', name: 'Natal' })).toEqual({
    days: 2,
    appointments: 1,
  });
  await closeDays(admin, { first: '2026-11-20', last: '2026-11-20', name: 'Kemarin dulu' });
  await closeDays(admin, { first: '2026-12-25', last: '2026-12-25', name: 'Hari Natal' });
  expect(await listClosedDays(host)).toEqual([
    { day: '2026-12-24', name: 'Natal' },
    { day: '2026-12-25', name: 'Hari Natal' },
  ]);
  await openDay(admin, '2026-12-31');
  const actions = (await world.audit()).map(({ action }) => action);
  expect(actions).toEqual(['appointment.booked', 'calendar.closed', 'calendar.closed', 'calendar.closed']);
});

test.each([
  { first: '2026-12-25', last: '2026-12-24', name: 'x' },
  { first: '2026-01-01', last: '2026-12-31', name: 'x' },
  { first: '2026-02-30', last: '2026-03-01', name: 'x' },
  { first: '2026-12-25', last: '2026-12-25', name: ' ' },
])('%o are no closing days', async (range) => {
  await expect(closeDays(admin, range)).rejects.toThrow();
});

test('one day is closed when the last is left out, and an empty form lacks its first day and its name only', async () => {
  expect(await closeDays(admin, { first: '2026-12-25', name: 'Natal' })).toMatchObject({ days: 1 });
  expect(await listClosedDays(host)).toEqual([{ day: '2026-12-25', name: 'Natal' }]);
  const refused = await closeDays(admin, { first: '', name: '' }).catch((error: unknown) => error);
  expect((refused as ZodError).issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['first', 'required'],
    ['name', 'required'],
  ]);
});
