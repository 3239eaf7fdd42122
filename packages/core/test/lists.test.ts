import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeAppointment } from '@sowan/db/test';
import { cancelAppointment, getAppointment, listAppointments, passOfAppointment } from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { book } from './booking-form.ts';
import { after, days, hours, minutes, MORNING, openWorld, type User, type World } from './world.ts';

let world: World;
let rina: User;
let budi: User;
let rinaCtx: Ctx;
let adminCtx: Ctx;
let deskCtx: Ctx;

beforeAll(async () => {
  world = await openWorld();
  rina = await world.user('host', { name: 'Bu Rina' });
  budi = await world.user('host', { name: 'Pak Budi' });
  rinaCtx = world.as(rina);
  adminCtx = world.as(await world.user('admin'));
  deskCtx = world.as(await world.user('receptionist'));
});
beforeEach(() => world.setClock(MORNING));
afterAll(() => world.close());

const make = (scheduledAt: Date, given: Parameters<typeof makeAppointment>[1] = {}) =>
  makeAppointment(world.ctx.db, { hostId: rina.id, scheduledAt, ...given });
const idsOf = async (ctx: Ctx, filter: Parameters<typeof listAppointments>[1]) =>
  (await listAppointments(ctx, filter)).items.map(({ id }) => id);

describe('the list', () => {
  test("of a day is the school's day, from midnight to midnight", async () => {
    const midnight = new Date('2026-11-29T17:00:00Z'); // 30 November in Jakarta
    const [before, first, last, next] = [
      await make(after(midnight, -1)),
      await make(midnight),
      await make(after(midnight, days(1) - 1)),
      await make(after(midnight, days(1))),
    ];
    expect(await idsOf(rinaCtx, { day: '2026-11-30' })).toEqual([first, last]);
    expect(await idsOf(rinaCtx, { day: '2026-11-29' })).toEqual([before]);
    world.setClock(after(midnight, hours(8)));
    expect(await idsOf(rinaCtx, { day: 'today' })).toEqual([first, last]);
    expect(await idsOf(rinaCtx, { limit: 3 })).toEqual([first, last, next]);
  });

  test("is a host's own whatever host is asked for; the desk and the admin see everybody's", async () => {
    const day = '2026-12-03';
    const noon = new Date('2026-12-03T05:00:00Z');
    const mine = await make(noon);
    const his = await make(noon, { hostId: budi.id, status: 'cancelled' });
    expect(await idsOf(rinaCtx, { day, hostId: budi.id })).toEqual([mine]);
    expect(await idsOf(world.as(budi), { day })).toEqual([his]);
    for (const ctx of [adminCtx, deskCtx]) {
      expect(await idsOf(ctx, { day })).toEqual([mine, his]);
      expect(await idsOf(ctx, { day, hostId: budi.id })).toEqual([his]);
      expect(await idsOf(ctx, { day, status: 'scheduled' })).toEqual([mine]);
    }
  });

  test('is read page by page without a gap or a repeat, also where many begin at the same minute', async () => {
    const day = '2026-12-10';
    const nine = new Date('2026-12-10T02:00:00Z');
    const all: number[] = [];
    for (let i = 0; i < 11; i++) all.push(await make(after(nine, i < 7 ? 0 : minutes(i))));
    const read: number[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const page = await listAppointments(deskCtx, { day, limit: 3, ...(cursor ? { cursor } : {}) });
      read.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(read).toEqual(all);
    expect(pages).toBe(4);
  });

  test.each(['x', '1_', '99999999999999999_1', '1_1; drop table users'])('refuses the cursor "%s"', async (cursor) => {
    await expect(listAppointments(deskCtx, { cursor })).rejects.toMatchObject({ reason: 'cursor_invalid' });
  });

  test.each(['0001-01-01', '9999-12-31'])('is empty on %s', async (day) => {
    expect(await idsOf(deskCtx, { day })).toEqual([]);
  });

  test.each(['2026-02-30', 'yesterday', '2026-1-1'])('knows no day "%s"', async (day) => {
    await expect(listAppointments(deskCtx, { day })).rejects.toThrow('time_invalid');
  });
});

describe('one appointment', () => {
  test('says what was agreed and whether the guest is late', async () => {
    const visit = await book(rinaCtx, { guestName: 'Siti', guestPhone: '0812 5000 0001', companions: 3 });
    world.setClock(after(MORNING, hours(1) + minutes(11)));
    await scanPass(deskCtx, { scanned: visit.passToken, method: 'camera', desk: 'A' });
    expect(await getAppointment(rinaCtx, visit.id)).toMatchObject({
      id: visit.id,
      hostName: 'Bu Rina',
      guestName: 'Siti',
      guestPhone: '+6281250000001',
      companions: 3,
      status: 'waiting',
      late: true,
    });
  });

  test("is not another host's to read, nor is its pass", async () => {
    const visit = await book(rinaCtx);
    for (const read of [getAppointment, passOfAppointment]) {
      await expect(read(world.as(budi), visit.id)).rejects.toMatchObject({ reason: 'not_your_appointment' });
      await expect(read(deskCtx, 999_999)).rejects.toMatchObject({ reason: 'appointment_unknown' });
      expect(await read(deskCtx, visit.id)).toBeTruthy();
    }
  });

  test('has a pass to copy or to share by hand, until it is cancelled', async () => {
    const visit = await book(rinaCtx, { guestPhone: '0812 5000 0002' });
    const link = `https://tamu.example.sch.id/p/${visit.passToken}`;
    expect(await passOfAppointment(rinaCtx, visit.id)).toEqual({
      token: visit.passToken,
      link,
      shareUrl: `https://wa.me/6281250000002?text=${encodeURIComponent(link)}`,
    });
    await cancelAppointment(rinaCtx, visit.id);
    await expect(passOfAppointment(rinaCtx, visit.id)).rejects.toMatchObject({ reason: 'pass_unknown' });
  });
});
