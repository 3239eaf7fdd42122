import { eq, gte } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { makeAppointment, makeGuest } from '@sowan/db/test';
import { inBatches } from '../src/appointments/export.ts';
import { countAppointments, exportAppointments, findAppointments } from '../src/appointments/index.ts';
import { getGuest, listGuests, suggestGuests, updateGuest } from '../src/guests/index.ts';
import type { Ctx } from '../src/index.ts';
import { after, days, hours, MORNING, openWorld, type User, type World } from './world.ts';

let world: World;
let rina: User;
let budi: User;
let rinaCtx: Ctx;
let adminCtx: Ctx;
const guests: Record<'siti' | 'sitorus' | 'agus' | 'apostrophe', number> = {
  siti: 0,
  sitorus: 0,
  agus: 0,
  apostrophe: 0,
};

beforeAll(async () => {
  world = await openWorld();
  rina = await world.user('host', { name: 'Bu Rina' });
  budi = await world.user('host', { name: 'Pak Budi' });
  rinaCtx = world.as(rina);
  adminCtx = world.as(await world.user('admin'));
  const { db } = world.ctx;
  guests.siti = await makeGuest(db, { name: 'Siti Aminah', phone: '+6281299900001' });
  guests.sitorus = await makeGuest(db, { name: 'Bona Sitorus', phone: '+6281299900002' });
  guests.agus = await makeGuest(db, { name: 'Agus Élan', phone: '+33612345678' });
  guests.apostrophe = await makeGuest(db, { name: "Al 100% Ma'ruf", phone: null });
});
afterAll(() => world.close());

const namesFor = async (q: string) => (await suggestGuests(rinaCtx, q)).map(({ name }) => name);

describe('a guest is found', () => {
  test.each([
    ['sit', ['Bona Sitorus', 'Siti Aminah']],
    ['AMIN siti', ['Siti Aminah']],
    ['bona sit', ['Bona Sitorus']],
    ['elan', ['Agus Élan']],
    ['al', ["Al 100% Ma'ruf"]],
    ['al 100%', ["Al 100% Ma'ruf"]],
    ["ma'ruf", ["Al 100% Ma'ruf"]],
    ['%', []],
    ['nobody', []],
    ['"+-*(~<>@', []],
    ['0812 9990', ['Bona Sitorus', 'Siti Aminah']],
    ['+62 812-9990-0001', ['Siti Aminah']],
    ['62812999', ['Bona Sitorus', 'Siti Aminah']],
    ['+336', ['Agus Élan']],
  ])('by %s', async (typed, names) => {
    expect(await namesFor(typed)).toEqual(names);
  });
});

describe('the list of guests', () => {
  test('shows a host those who have an appointment with them, and the admin all', async () => {
    await makeAppointment(world.ctx.db, { hostId: rina.id, guestId: guests.siti, scheduledAt: MORNING });
    await makeAppointment(world.ctx.db, {
      hostId: budi.id,
      guestId: guests.siti,
      scheduledAt: after(MORNING, days(1)),
    });
    const mine = await listGuests(rinaCtx, {});
    expect(mine).toMatchObject({ total: 1, items: [{ name: 'Siti Aminah', visits: 1, lastVisit: MORNING }] });
    const all = await listGuests(adminCtx, { pageSize: 2, page: 2 });
    expect(all).toMatchObject({ total: 4, page: 2 });
    expect(all.items.map(({ name }) => name)).toEqual(['Bona Sitorus', 'Siti Aminah']);
    expect(all.items[1]).toMatchObject({ visits: 2, lastVisit: after(MORNING, days(1)) });
    expect((await listGuests(adminCtx, { q: 'sit', hostId: budi.id })).items.map(({ id }) => id)).toEqual([
      guests.siti,
    ]);
  });

  test('leads to guests a host knows, and to nobody else', async () => {
    expect(await getGuest(rinaCtx, guests.siti)).toMatchObject({ name: 'Siti Aminah' });
    for (const id of [guests.agus, 999_999]) {
      await expect(getGuest(rinaCtx, id)).rejects.toMatchObject({ reason: 'guest_unknown' });
    }
  });
});

describe('editing a guest', () => {
  const typed = { name: ' Siti  Aminah ', phone: '0812 9990 0009', email: 'siti@example.org', locale: 'en' as const };

  test('stores the number as E.164, frees the new number of an old STOP, and leaves a trace without personal data', async () => {
    await updateGuest(adminCtx, guests.siti, typed);
    expect(await getGuest(adminCtx, guests.siti)).toMatchObject({
      name: 'Siti Aminah',
      phone: '+6281299900009',
      email: 'siti@example.org',
      locale: 'en',
    });
    const trace = (await world.audit()).at(-1);
    expect(trace).toMatchObject({ action: 'guest.updated', data: { changed: ['phone', 'email', 'locale'] } });
  });

  test('refuses what is no number, and another guest’s', async () => {
    await expect(updateGuest(adminCtx, guests.siti, { ...typed, phone: '12' })).rejects.toMatchObject({
      reason: 'phone_invalid',
    });
    await expect(updateGuest(adminCtx, guests.siti, { ...typed, phone: '081299900002' })).rejects.toMatchObject({
      reason: 'phone_taken',
    });
  });

  test('leaves number and address of a guest who visits others too to the reception', async () => {
    const { db } = world.ctx;
    const guestId = await makeGuest(db, { name: 'Dewi', phone: '+6281299900011' });
    const dewi = { name: 'Dewi', phone: '081299900011', email: '', locale: 'id' as const };
    await makeAppointment(db, { hostId: rina.id, guestId });
    await updateGuest(rinaCtx, guestId, { ...dewi, phone: '081299900012' });
    await makeAppointment(db, { hostId: budi.id, guestId });
    for (const taken of [dewi, { ...dewi, phone: '' }, { ...dewi, phone: '081299900012', email: 'rina@example.org' }]) {
      await expect(updateGuest(rinaCtx, guestId, taken)).rejects.toMatchObject({
        code: 'FORBIDDEN',
        reason: 'guest_shared',
      });
    }
    await updateGuest(rinaCtx, guestId, { ...dewi, phone: '081299900012', name: 'Dewi Lestari', locale: 'en' });
    await updateGuest(world.as(await world.user('receptionist')), guestId, dewi);
    expect(await getGuest(rinaCtx, guestId)).toMatchObject({ name: 'Dewi', phone: '+6281299900011', locale: 'id' });
  });
});

describe('appointments are found', () => {
  const NIGHT = new Date('2027-01-31T16:59:59Z'); // 31 January 23:59:59 in Jakarta
  let ids: number[];

  beforeAll(async () => {
    const make = (scheduledAt: Date, given: object) => makeAppointment(world.ctx.db, { scheduledAt, ...given });
    ids = [
      await make(NIGHT, { hostId: rina.id, guestId: guests.sitorus }),
      await make(after(NIGHT, 1000), { hostId: rina.id, guestId: guests.agus, status: 'cancelled' }),
      await make(after(NIGHT, hours(2)), { hostId: budi.id, guestId: guests.sitorus }),
      await make(after(NIGHT, days(28) + 1000), { hostId: rina.id, guestId: guests.agus }),
    ];
  });
  const found = async (ctx: Ctx, filter: Parameters<typeof findAppointments>[1]) =>
    (await findAppointments(ctx, filter)).items.map(({ id }) => ids.indexOf(id));
  const february = { from: '2027-02-01', to: '2027-02-28' };

  test("by the school's days, at the ends of a month", async () => {
    expect(await found(adminCtx, february)).toEqual([1, 2]);
    expect(await found(adminCtx, { from: '2027-01-31', to: '2027-01-31' })).toEqual([0]);
    expect(await found(adminCtx, { from: '2027-03-01' })).toEqual([3]);
  });

  test('by host, status, guest and part of a name; a host’s own whatever is asked for', async () => {
    expect(await found(adminCtx, { ...february, hostId: budi.id })).toEqual([2]);
    expect(await found(rinaCtx, { ...february, hostId: budi.id })).toEqual([1]);
    expect(await found(adminCtx, { ...february, status: 'scheduled' })).toEqual([2]);
    expect(await found(adminCtx, { from: '2027-01-01', q: 'sitor' })).toEqual([0, 2]);
    expect(await found(adminCtx, { from: '2027-01-01', guestId: guests.agus, order: 'latest' })).toEqual([3, 1]);
  });

  test('page by page, and whole for a file', async () => {
    const filter = { from: '2027-01-31', pageSize: 3 };
    expect(await findAppointments(adminCtx, filter)).toMatchObject({ total: 4, page: 1, pageSize: 3 });
    expect(await found(adminCtx, { ...filter, page: 2 })).toEqual([3]);
    const exported = (await exportAppointments(adminCtx, filter)).trim().split('\r\n');
    expect(exported).toHaveLength(5);
    expect(exported[1]).toMatch(/^2027-01-31,23:59,Bona Sitorus,\+6281299900002,/);
  });

  test('and counted by day and status', async () => {
    const counted = await countAppointments(adminCtx, { from: '2027-01-30', to: '2027-02-01' });
    expect(counted.map(({ day, counts }) => [day, counts.scheduled, counts.cancelled])).toEqual([
      ['2027-01-30', 0, 0],
      ['2027-01-31', 1, 0],
      ['2027-02-01', 1, 1],
    ]);
    expect(await countAppointments(rinaCtx, { from: '2027-02-01' })).toMatchObject([
      { counts: { scheduled: 0, cancelled: 1 } },
    ]);
  });

  test.each([
    [{ to: '9999-12-31' }, 'too_many'],
    [{ from: '2027-01-01', to: '2027-03-05' }, 'too_many'],
    [{ from: '2027-02-02', to: '2027-02-01' }, 'range_reversed'],
    [{ to: '2026-11-22' }, 'range_reversed'],
  ])('and not counted day by day for %o: %s', async (span, reason) => {
    const refusal = { code: 'INVALID', reason, detail: { field: 'to' } };
    await expect(countAppointments(rinaCtx, span)).rejects.toMatchObject(refusal);
  });
});

describe('a file of all appointments', () => {
  const FIRST = new Date('2028-01-03T02:00:00Z');
  const filter = { from: '2028-01-01', to: '2028-12-31' };
  const agree = (count: number, scheduledAt: Date) => {
    const row = { hostId: rina.id, guestId: guests.siti, purpose: 'Rapor', createdAt: MORNING, updatedAt: MORNING };
    return world.ctx.db
      .insert(schema.appointments)
      .values(Array.from({ length: count }, () => ({ ...row, scheduledAt })));
  };
  beforeAll(() => agree(1500, FIRST));

  test('names each once, whatever is booked and deleted while it is read', async () => {
    const ids: number[] = [];
    for await (const rows of inBatches(world.ctx.db, gte(schema.appointments.scheduledAt, FIRST))) {
      ids.push(...rows.map(({ id }) => id));
      await agree(1, after(FIRST, -hours(1)));
      const [first] = rows;
      if (first) await world.ctx.db.delete(schema.appointments).where(eq(schema.appointments.id, first.id));
    }
    expect(ids).toHaveLength(1500);
    expect(new Set(ids).size).toBe(1500);
  });

  test('is refused when they are too many for it, rather than cut off', async () => {
    expect((await exportAppointments(adminCtx, filter)).trim().split('\r\n').length).toBeGreaterThan(1490);
    for (let part = 0; part < 5; part++) await agree(4000, after(FIRST, hours(part)));
    const refusal = { code: 'INVALID', reason: 'too_many_rows', detail: { most: 20_000 } };
    await expect(exportAppointments(adminCtx, filter)).rejects.toMatchObject(refusal);
  });
});
