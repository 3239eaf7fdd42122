import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { schema } from '@sowan/db';
import type { Ctx } from '../src/index.ts';
import { readSettings, recentSettings, settingsUpdateSchema, updateSettings } from '../src/settings/index.ts';
import { MORNING, openWorld, type World } from './world.ts';

const DEFAULTS = {
  organisationName: 'Sekolah',
  timeZone: 'Asia/Jakarta',
  locale: 'id',
  phoneRegion: 'ID',
  address: '',
  mapLink: '',
  directions: '',
  graceMinutes: 10,
  bookingMonthsAhead: 2,
  bookingLeadMinutes: 0,
  closedWeekdays: [],
  escalationMinutes: 5,
  cardsPerMinute: 300,
  archiveMonths: 12,
  notificationDays: 30,
  backupDays: 30,
  reportEvery: [],
  reportRecipients: [],
  logoVersion: '',
  waClientVersion: '',
};

let world: World;
let adminCtx: Ctx;
beforeEach(async () => {
  world = await openWorld();
  adminCtx = world.as(await world.user('admin'));
});
afterEach(() => world.close());

test('a school that has changed nothing gets the defaults', async () => {
  expect(await readSettings(world.ctx.db)).toEqual(DEFAULTS);
});

test('a change touches what it names, and says so in the audit log', async () => {
  expect(await updateSettings(adminCtx, { graceMinutes: 15 })).toEqual({ ...DEFAULTS, graceMinutes: 15 });
  expect(await updateSettings(adminCtx, { organisationName: ' SMA 3 ', phoneRegion: 'fr' })).toMatchObject({
    organisationName: 'SMA 3',
    phoneRegion: 'FR',
    graceMinutes: 15,
  });
  expect((await world.audit()).map(({ action, data }) => [action, data])).toEqual([
    ['settings.updated', { graceMinutes: 15 }],
    ['settings.updated', { organisationName: 'SMA 3', phoneRegion: 'FR' }],
  ]);
});

test.each([
  { graceMinutes: -1 },
  { graceMinutes: 1.5 },
  { bookingMonthsAhead: 25 },
  { timeZone: 'Mars/Olympus' },
  { mapLink: 'http://maps.example.org/x' },
  { mapLink: 'javascript:alert(1)' },
  { mapLink: 'Jl. Merdeka 1' },
  { directions: 'x'.repeat(301) },
  { phoneRegion: 'XX' },
  { organisationName: '  ' },
  { closedWeekdays: [1, 2, 3, 4, 5, 6, 7] },
  { closedWeekdays: [0] },
  { bookingLeadMinutes: -5 },
])('%o fits no school', async (change) => {
  await expect(updateSettings(adminCtx, change)).rejects.toThrow();
  expect(await readSettings(world.ctx.db)).toEqual(DEFAULTS);
});

test.each(['Asia/Kolkata', 'Asia/Calcutta', 'Asia/Makassar', 'Europe/Kyiv', 'UTC'])(
  '%s is a time zone',
  async (timeZone) => {
    expect(await updateSettings(adminCtx, { timeZone })).toMatchObject({ timeZone });
  },
);

test('a change read twice, by the interface and by the verb, names no more than it did', () => {
  expect(settingsUpdateSchema.parse(settingsUpdateSchema.parse({ graceMinutes: 0 }))).toEqual({ graceMinutes: 0 });
  expect(settingsUpdateSchema.safeParse({ graceMinutes: -1 }).success).toBe(false);
});

test('a stored value that no longer fits, or a name nobody knows, harms nothing', async () => {
  const row = (name: string, value: unknown) => ({ name, value, updatedAt: MORNING });
  await world.ctx.db
    .insert(schema.settings)
    .values([row('graceMinutes', 'ten'), row('colour', 'red'), row('locale', 7), row('bookingMonthsAhead', 3)]);
  expect(await readSettings(world.ctx.db)).toEqual({ ...DEFAULTS, bookingMonthsAhead: 3 });
});

test('the desk asks the database once in three seconds, and sees a change made here at once', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { db } = world.ctx;
    const elsewhere = { ...adminCtx, db: world.wide(2).db };
    expect((await recentSettings(db)).graceMinutes).toBe(10);
    await updateSettings(elsewhere, { graceMinutes: 20 });
    vi.advanceTimersByTime(2999);
    expect((await recentSettings(db)).graceMinutes).toBe(10);
    vi.advanceTimersByTime(1);
    expect((await recentSettings(db)).graceMinutes).toBe(20);
    await updateSettings(adminCtx, { graceMinutes: 30 });
    expect((await recentSettings(db)).graceMinutes).toBe(30);
  } finally {
    vi.useRealTimers();
  }
});
