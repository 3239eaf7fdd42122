import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { makeAppointment, makeGuest, makeUser } from '@sowan/db/test';
import { visitReport } from '../src/reports/index.ts';
import { resolvePeriod } from '../src/reports/period.ts';
import type { Ctx } from '../src/index.ts';
import { updateSettings } from '../src/settings/index.ts';
import { after, minutes, openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
});
afterAll(() => world.close());

/** A visit of a host at an instant, `late` minutes after it, met `waited` minutes later. */
async function visit(hostId: number, at: string, given: { late?: number; waited?: number; companions?: number } = {}) {
  const scheduledAt = new Date(at);
  const arrivedAt = given.late === undefined ? null : after(scheduledAt, minutes(given.late));
  const metAt = arrivedAt && given.waited !== undefined ? after(arrivedAt, minutes(given.waited)) : null;
  const status = metAt ? 'completed' : arrivedAt ? 'waiting' : 'scheduled';
  const { companions = 0 } = given;
  return makeAppointment(world.ctx.db, { hostId, scheduledAt, arrivedAt, metAt, status, companions });
}

async function review(hostId: number, appointmentId: number, rating: number, at: string) {
  const submittedAt = new Date(at);
  const tokenHash = `hash-${String(appointmentId)}`;
  await world.ctx.db
    .insert(schema.reviews)
    .values({ hostId, appointmentId, rating, tokenHash, invitedAt: submittedAt, submittedAt });
}

describe('a report', () => {
  test('counts the visits of a day of the school, up to midnight in Jakarta', async () => {
    const hostId = await makeUser(world.ctx.db, { name: 'Budi' });
    await visit(hostId, '2026-10-05T16:59:59Z', { late: 0, waited: 4 }); // 23:59 on the 5th
    await visit(hostId, '2026-10-05T17:00:00Z', { late: 0, waited: 4 }); // 00:00 on the 6th
    await visit(hostId, '2026-10-06T02:00:00Z', { late: 10, waited: 12, companions: 2 }); // just within the grace
    await visit(hostId, '2026-10-06T03:00:00Z', { late: 11, waited: 70 }); // late
    await visit(hostId, '2026-10-06T04:00:00Z'); // never came
    await makeAppointment(world.ctx.db, { hostId, scheduledAt: new Date('2026-10-06T05:00:00Z'), status: 'cancelled' });
    const report = await visitReport(admin, { period: 'day', day: '2026-10-06' });
    expect(report.total).toEqual({
      booked: 4,
      visits: 3,
      people: 5,
      punctual: 2,
      noShows: 1,
      cancelled: 1,
      met: 3,
      waitSeconds: (4 + 12 + 70) * 60,
    });
    expect(report.punctuality).toBeCloseTo(2 / 3);
    expect(report.averageWait).toBeCloseTo(((4 + 12 + 70) * 60) / 3);
    expect(report.arrivalsByHour.flatMap((count, hour) => (count > 0 ? [[hour, count]] : []))).toEqual([
      [0, 1],
      [9, 1],
      [10, 1],
    ]);
    expect(report.waiting.filter(({ count }) => count > 0)).toEqual([
      { from: 0, count: 1 },
      { from: 10, count: 1 },
      { from: 60, count: 1 },
    ]);
    expect([report.previous, report.next]).toEqual(['2026-10-05', '2026-10-07']);
  });

  test('of a week goes from Monday to Sunday, and names the busiest host first', async () => {
    const [few, many] = [await makeUser(world.ctx.db, { name: 'Few' }), await makeUser(world.ctx.db, { name: 'Many' })];
    await visit(few, '2026-09-14T03:00:00Z', { late: 0, waited: 1 }); // Monday
    for (const day of ['15', '20']) await visit(many, `2026-09-${day}T03:00:00Z`, { late: 0, waited: 3 });
    await visit(many, '2026-09-21T03:00:00Z', { late: 0 }); // the Monday after
    const report = await visitReport(admin, { period: 'week', day: '2026-09-17' });
    expect([report.from, report.to]).toEqual(['2026-09-14', '2026-09-20']);
    expect(report.hosts.map(({ hostName, visits, averageWait }) => [hostName, visits, averageWait])).toEqual([
      ['Many', 2, 180],
      ['Few', 1, 60],
    ]);
    expect(report.steps.map(({ day, visits }) => [day.slice(-2), visits])).toEqual([
      ['14', 1],
      ['15', 1],
      ['16', 0],
      ['17', 0],
      ['18', 0],
      ['19', 0],
      ['20', 1],
    ]);
  });

  test('tells the average of a host from five reviews on, and that of all hosts from the first', async () => {
    const hostId = await makeUser(world.ctx.db);
    const at = '2026-08-03T03:00:00Z';
    const ask = () => visitReport(admin, { period: 'day', day: '2026-08-03' });
    for (const rating of [5, 4, 4, 5]) await review(hostId, await visit(hostId, at, { late: 0 }), rating, at);
    const withFour = await ask();
    expect(withFour.hosts[0]).toMatchObject({ reviews: 4, rating: null });
    expect(withFour.reviews).toEqual({ count: 4, rating: 4.5, stars: [0, 0, 0, 2, 2] });
    await review(hostId, await visit(hostId, at, { late: 0 }), 2, at);
    expect((await ask()).hosts[0]).toMatchObject({ reviews: 5, rating: 4 });
  });

  test('of a range shows weeks or months instead of more days than can be read', async () => {
    const unit = async (from: string, to: string) => (await visitReport(admin, { period: 'range', from, to })).stepUnit;
    expect(await unit('2026-01-01', '2026-03-03')).toBe('day');
    expect(await unit('2026-01-01', '2026-12-31')).toBe('week');
    expect(await unit('2025-01-01', '2026-12-31')).toBe('month');
    await expect(unit('2026-02-01', '2026-01-31')).rejects.toMatchObject({ reason: 'range_reversed' });
    await expect(unit('2000-01-01', '2026-01-31')).rejects.toMatchObject({ reason: 'range_too_long' });
  });

  test('counts an expected guest as a no-show only when the day is over', async () => {
    const hostId = await makeUser(world.ctx.db);
    const guestId = await makeGuest(world.ctx.db);
    const scheduledAt = new Date('2026-11-23T01:00:00Z'); // an hour ago
    await makeAppointment(world.ctx.db, { hostId, guestId, scheduledAt });
    const ask = () => visitReport(admin, { period: 'day', day: '2026-11-23' });
    expect((await ask()).total.noShows).toBe(0);
    world.setClock(new Date('2026-11-23T17:00:00Z'));
    expect((await ask()).total.noShows).toBe(1);
  });

  test('keeps hours and days right where the clock changes', async () => {
    await updateSettings(admin, { timeZone: 'Europe/Paris' });
    const hostId = await makeUser(world.ctx.db);
    await visit(hostId, '2026-03-29T00:30:00Z', { late: 0 }); // 01:30, before the change
    await visit(hostId, '2026-03-29T01:30:00Z', { late: 0 }); // 03:30, after it
    await visit(hostId, '2026-03-29T21:59:00Z', { late: 0 }); // 23:59 in summer time
    const report = await visitReport(admin, { period: 'month', day: '2026-03-10' });
    expect(report.steps.find(({ day }) => day === '2026-03-29')?.visits).toBe(3);
    expect(report.arrivalsByHour.flatMap((count, hour) => (count > 0 ? [hour] : []))).toEqual([1, 3, 23]);
  });

  test('is the administrators’ alone', async () => {
    await expect(visitReport(world.as(await world.user('host')), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

test('a month before and after one of another length', () => {
  const of = (day: string) => resolvePeriod({ period: 'month', day }, new Date(), 'Asia/Jakarta');
  expect(of('2026-03-31')).toMatchObject({ from: '2026-03-01', to: '2026-03-31', previous: '2026-02-01' });
  expect(of('2024-02-29')).toMatchObject({ to: '2024-02-29', next: '2024-03-01' });
  expect(of('2026-12-31')).toMatchObject({ to: '2026-12-31', next: '2027-01-01' });
});
