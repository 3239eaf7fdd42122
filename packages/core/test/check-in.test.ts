import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { makeAppointment, makeGuest } from '@sowan/db/test';
import { newPassId, signPass } from '@sowan/qr';
import { cancelAppointment, finishVisit, meetGuest } from '../src/appointments/index.ts';
import { scanPass, type Scan, type ScanResult } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { issuePass } from '../src/passes/index.ts';
import { book } from './booking-form.ts';
import { after, days, hours, minutes, MORNING, openWorld, SOON, type User, type World } from './world.ts';

let world: World;
let host: User;
let hostCtx: Ctx;
let desk: Ctx;

beforeAll(async () => {
  world = await openWorld();
  host = await world.user('host', { name: 'Bu Rina' });
  hostCtx = world.as(host);
  desk = world.as(await world.user('receptionist'));
});
beforeEach(() => world.setClock(MORNING));
afterAll(() => world.close());

const scan = (token: string, given: Partial<Scan> = {}, ctx = desk) =>
  scanPass(ctx, { scanned: token, method: 'camera', desk: 'A', ...given });

const reasonOf = (result: ScanResult) => (result.outcome === 'refused' ? result.reason : result.outcome);

const checkInsOf = (appointmentId: number) =>
  world.ctx.db.query.checkIns.findMany({ where: eq(schema.checkIns.appointmentId, appointmentId) });

async function lastCheckIn() {
  const row = await world.ctx.db.query.checkIns.findFirst({ orderBy: desc(schema.checkIns.id) });
  if (!row) throw new Error('nothing was recorded');
  return row;
}

async function standingPass(guestId: number): Promise<string> {
  const pass = await world.ctx.db.query.passes.findFirst({ where: eq(schema.passes.guestId, guestId) });
  if (!pass) throw new Error('the guest has no standing pass');
  return signPass(world.ctx.pass.keyring, { kind: 'guest', id: pass.code, slot: pass.keySlot });
}

describe('a guest who is expected', () => {
  test('is let in, and the host is told who waits, why and since when', async () => {
    const visit = await book(hostCtx, { purpose: 'Scholarship', companions: 2 });
    const arrivedAt = after(MORNING, minutes(55));
    world.setClock(arrivedAt);
    const result = await scan(visit.passToken, { desk: 'Gate' });
    expect(result).toMatchObject({
      outcome: 'admitted',
      late: false,
      appointment: { id: visit.id, status: 'waiting', arrivedAt, admittedDesk: 'Gate', hostName: 'Bu Rina' },
    });
    const stored = await world.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, visit.id) });
    expect(stored).toMatchObject({ status: 'waiting', arrivedAt });
    const [notice] = await world.ctx.db.query.notifications.findMany({
      where: eq(schema.notifications.appointmentId, visit.id),
    });
    expect(notice).toMatchObject({
      userId: host.id,
      kind: 'arrival',
      data: { guestName: visit.guestName, purpose: 'Scholarship', companions: 2, arrivedAt: arrivedAt.toISOString() },
    });
    await expect
      .poll(() => world.heard, SOON)
      .toContainEqual(expect.objectContaining({ type: 'appointment', id: visit.id, status: 'waiting' }));
    expect(world.heard).toContainEqual(
      expect.objectContaining({ type: 'notification', id: notice?.id, userId: host.id }),
    );
    expect((await world.audit()).at(-1)).toMatchObject({ action: 'check-in.admitted', subjectId: visit.id });
  });

  test('is late from the eleventh minute on, and not before', async () => {
    const [punctual, late] = [await book(hostCtx), await book(hostCtx)];
    world.setClock(after(MORNING, hours(1) + minutes(10)));
    expect(await scan(punctual.passToken)).toMatchObject({ outcome: 'admitted', late: false });
    world.setClock(after(MORNING, hours(1) + minutes(10) + 1));
    expect(await scan(late.passToken)).toMatchObject({ outcome: 'admitted', late: true });
  });

  test('may show the pass as a link, in lower case, or typed with spaces', async () => {
    for (const write of [
      (token: string) => `HTTPS://TAMU.EXAMPLE.SCH.ID/P/${token}`,
      (token: string) => `https://tamu.example.sch.id/p/${token.toLowerCase()}\r\n`,
      (token: string) => token.replaceAll(/.{4}/g, '$& '),
    ]) {
      const visit = await book(hostCtx);
      expect(await scan(write(visit.passToken))).toMatchObject({ outcome: 'admitted', appointment: { id: visit.id } });
    }
  });
});

describe('one pass, many scans', () => {
  test('two desks at the same instant: one lets the guest in, the other is told which desk did and when', async () => {
    const visit = await book(hostCtx);
    const results = await Promise.all(['A', 'B'].map((name) => scan(visit.passToken, { desk: name })));
    const admitted = results.filter((result) => result.outcome === 'admitted');
    const refused = results.filter((result) => result.outcome === 'refused');
    expect([admitted.length, refused.length]).toEqual([1, 1]);
    expect(refused[0]).toMatchObject({
      reason: 'already_in',
      appointment: { arrivedAt: MORNING, admittedDesk: admitted[0]?.appointment.admittedDesk },
    });
  });

  test('fifty connections at the same instant: one admission, one notification, everybody gets an answer', async () => {
    const visit = await book(hostCtx);
    const crowd = { ...desk, db: world.wide(50).db };
    const names = Array.from({ length: 50 }, (_, i) => `Desk ${String(i)}`);
    const results = await Promise.all(names.map((name) => scan(visit.passToken, { desk: name }, crowd)));
    const winner = results.findIndex((result) => result.outcome === 'admitted');
    expect(results.filter((result) => result.outcome === 'admitted')).toHaveLength(1);
    for (const result of results.toSpliced(winner, 1)) {
      expect(result).toMatchObject({
        reason: 'already_in',
        appointment: { admittedDesk: names[winner], arrivedAt: MORNING },
      });
    }
    const rows = await checkInsOf(visit.id);
    expect(rows).toHaveLength(50);
    expect(rows.filter((row) => row.admission === visit.id)).toHaveLength(1);
    const notices = await world.ctx.db.query.notifications.findMany({
      where: eq(schema.notifications.appointmentId, visit.id),
    });
    expect(notices).toHaveLength(1);
  });

  test('a request repeated with its key is the same scan and gets the same answer', async () => {
    const visit = await book(hostCtx);
    const idempotencyKey = crypto.randomUUID();
    const first = await scan(visit.passToken, { idempotencyKey });
    world.setClock(after(MORNING, minutes(1)));
    const again = await scan(visit.passToken, { idempotencyKey });
    expect(first.outcome).toBe('admitted');
    expect(again).toEqual(first);
    expect(await checkInsOf(visit.id)).toHaveLength(1);
  });

  test('a refusal repeated with its key is recorded once', async () => {
    const visit = await book(hostCtx);
    await scan(visit.passToken);
    const idempotencyKey = crypto.randomUUID();
    for (let i = 0; i < 2; i++) {
      expect(reasonOf(await scan(visit.passToken, { idempotencyKey }))).toBe('already_in');
    }
    expect(await checkInsOf(visit.id)).toHaveLength(2);
  });

  test('a copy that comes at any moment of the first one is the same scan', async () => {
    const single = { ...desk, db: world.wide(1).db };
    for (let statementsBetween = 0; statementsBetween < 12; statementsBetween++) {
      const visit = await book(hostCtx);
      const idempotencyKey = crypto.randomUUID();
      const first = scan(visit.passToken, { idempotencyKey }, single);
      // One connection takes turns: each of these delays the copy by one statement of the first.
      for (let i = 0; i < statementsBetween; i++) await single.db.execute(sql`select 1`);
      const copy = scan(visit.passToken, { idempotencyKey }, single);
      expect(reasonOf(await copy)).toBe('admitted');
      expect(await copy).toEqual(await first);
      expect(await checkInsOf(visit.id)).toHaveLength(1);
    }
  });

  test('twenty copies of one request at once are one scan, and every copy says admitted', async () => {
    const crowd = { ...desk, db: world.wide(20).db };
    for (let round = 0; round < 5; round++) {
      const visit = await book(hostCtx);
      const idempotencyKey = crypto.randomUUID();
      const copies = Array.from({ length: 20 }, () => scan(visit.passToken, { idempotencyKey }, crowd));
      const outcomes = new Set((await Promise.all(copies)).map(reasonOf));
      expect([...outcomes]).toEqual(['admitted']);
      expect(await checkInsOf(visit.id)).toHaveLength(1);
    }
  });

  test('a guest cancelled at the very moment of the scan is either in or cancelled, never both', async () => {
    for (let round = 0; round < 5; round++) {
      const visit = await book(hostCtx);
      const [scanned, cancelled] = await Promise.allSettled([
        scan(visit.passToken),
        cancelAppointment(hostCtx, visit.id),
      ]);
      if (scanned.status === 'rejected') throw scanned.reason;
      expect(reasonOf(scanned.value)).toBe(cancelled.status === 'fulfilled' ? 'cancelled' : 'admitted');
    }
  });
});

describe('refusals, in the order of the checks', () => {
  const refusal = async (token: string) => {
    const result = await scan(token);
    const recorded = await lastCheckIn();
    expect(recorded).toMatchObject({ outcome: reasonOf(result), admission: null, desk: 'A' });
    expect((await world.audit()).at(-1)).toMatchObject({
      action: 'check-in.refused',
      data: { reason: reasonOf(result) },
    });
    return reasonOf(result);
  };

  test('something else than a pass', async () => {
    expect(await refusal('https://example.org/menu')).toBe('wrong_format');
    expect(await refusal('{"memberNumber":"M-2025-0142"}')).toBe('wrong_format');
  });

  test('every single character that is not the printed one makes the pass not genuine', async () => {
    const { passToken, id } = await book(hostCtx);
    for (let i = 0; i < passToken.length; i++) {
      const flipped = passToken[i] === '7' ? '8' : '7';
      expect(['wrong_format', 'not_genuine']).toContain(
        await refusal(passToken.slice(0, i) + flipped + passToken.slice(i + 1)),
      );
    }
    expect(await checkInsOf(id)).toHaveLength(0);
    expect((await scan(passToken)).outcome).toBe('admitted');
  });

  test('a pass of another school', async () => {
    const other = await openWorld();
    const pass = await other.ctx.db.transaction(async (tx) =>
      issuePass(tx, other.ctx.pass, { kind: 'guest', guestId: await makeGuest(other.ctx.db), now: MORNING }),
    );
    await other.close();
    expect(await refusal(pass.token)).toBe('not_genuine');
  });

  test('a genuine pass that is not in the books', async () => {
    expect(await refusal(signPass(world.ctx.pass.keyring, { kind: 'appointment', id: newPassId() }))).toBe('not_found');
  });

  test('a genuine code under another kind is not in the books', async () => {
    const { id } = await book(hostCtx);
    const pass = await world.ctx.db.query.passes.findFirst({ where: eq(schema.passes.appointmentId, id) });
    if (!pass) throw new Error('no pass');
    expect(await refusal(signPass(world.ctx.pass.keyring, { kind: 'guest', id: pass.code }))).toBe('not_found');
  });

  test('a pass that was replaced, whatever day it is for', async () => {
    const { id, passToken } = await book(hostCtx, { scheduledAt: after(MORNING, days(3)).toISOString() });
    await world.ctx.db
      .update(schema.passes)
      .set({ revokedAt: MORNING, revokedReason: 'reissued' })
      .where(eq(schema.passes.appointmentId, id));
    expect(await refusal(passToken)).toBe('revoked');
  });

  test('a cancelled visit says so, although its pass is revoked too', async () => {
    const { id, passToken } = await book(hostCtx);
    await cancelAppointment(hostCtx, id);
    expect(await refusal(passToken)).toBe('cancelled');
  });

  test('another day, even when the visit of that day is over', async () => {
    const { id, passToken } = await book(hostCtx);
    world.setClock(after(MORNING, days(1)));
    expect(await refusal(passToken)).toBe('other_day');
    world.setClock(MORNING);
    await scan(passToken);
    await meetGuest(hostCtx, id);
    await finishVisit(hostCtx, id);
    world.setClock(after(MORNING, days(1)));
    expect(await refusal(passToken)).toBe('other_day');
  });

  test('already in while waiting and while meeting, finished after', async () => {
    const { id, passToken } = await book(hostCtx);
    await scan(passToken);
    expect(await refusal(passToken)).toBe('already_in');
    await meetGuest(hostCtx, id);
    expect(await refusal(passToken)).toBe('already_in');
    await finishVisit(hostCtx, id);
    expect(await refusal(passToken)).toBe('finished');
  });
});

describe("the school's day", () => {
  const MIDNIGHT = new Date('2026-11-23T17:00:00Z'); // 24 November 00:00 in Jakarta

  test('ends at midnight in Jakarta, not in UTC', async () => {
    const lastToday = await book(hostCtx, { scheduledAt: after(MIDNIGHT, -1).toISOString() });
    const firstTomorrow = await book(hostCtx, { scheduledAt: MIDNIGHT.toISOString() });
    world.setClock(after(MIDNIGHT, -1));
    expect(reasonOf(await scan(firstTomorrow.passToken))).toBe('other_day');
    world.setClock(MIDNIGHT);
    expect(reasonOf(await scan(lastToday.passToken))).toBe('other_day');
    expect(reasonOf(await scan(firstTomorrow.passToken))).toBe('admitted');
  });

  test('goes on when the day changes in UTC', async () => {
    const utcMidnight = new Date('2026-11-24T00:00:00Z'); // 07:00 in Jakarta
    const visit = await book(hostCtx, { scheduledAt: after(utcMidnight, -minutes(1)).toISOString() });
    world.setClock(after(utcMidnight, minutes(1)));
    expect(reasonOf(await scan(visit.passToken))).toBe('admitted');
  });
});

describe("a guest's standing pass", () => {
  const at = (ms: number) => ({ scheduledAt: after(MORNING, ms).toISOString() });

  test("means today's appointment", async () => {
    const guestPhone = '0812 7000 0001';
    const today = await book(hostCtx, { guestPhone });
    await book(hostCtx, { guestPhone, ...at(days(1)) });
    const token = await standingPass(today.guestId);
    expect(await scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: today.id } });
  });

  test("turns to the next day's appointment at midnight in Jakarta", async () => {
    const midnight = new Date('2026-11-23T17:00:00Z');
    const guestPhone = '0812 7000 0005';
    const today = await book(hostCtx, { guestPhone, scheduledAt: after(midnight, -minutes(1)).toISOString() });
    const tomorrow = await book(hostCtx, { guestPhone, scheduledAt: after(midnight, hours(1)).toISOString() });
    const token = await standingPass(today.guestId);
    world.setClock(midnight);
    expect(await scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: tomorrow.id } });
  });

  test('held twice to the scanner does not let the guest in to the afternoon visit too', async () => {
    const guestPhone = '0812 7000 0002';
    const morning = await book(hostCtx, { guestPhone });
    const afternoon = await book(hostCtx, { guestPhone, ...at(hours(5)) });
    const token = await standingPass(morning.guestId);
    await scan(token);
    expect(await scan(token)).toMatchObject({ reason: 'already_in', appointment: { id: morning.id } });
    expect(await checkInsOf(afternoon.id)).toHaveLength(0);
  });

  test('means the next visit of the day once the first is over', async () => {
    const guestPhone = '0812 7000 0003';
    const morning = await book(hostCtx, { guestPhone });
    const afternoon = await book(hostCtx, { guestPhone, ...at(hours(5)) });
    const token = await standingPass(morning.guestId);
    await scan(token);
    await meetGuest(hostCtx, morning.id);
    await finishVisit(hostCtx, morning.id);
    expect(await scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: afternoon.id } });
  });

  test('leads nowhere on a day without an appointment', async () => {
    const tomorrow = await book(hostCtx, at(days(1)));
    expect(reasonOf(await scan(await standingPass(tomorrow.guestId)))).toBe('no_appointment_today');
  });

  test('says cancelled when the only visit of the day was cancelled, and passes over it when there is another', async () => {
    const guestPhone = '0812 7000 0004';
    const first = await book(hostCtx, { guestPhone });
    await cancelAppointment(hostCtx, first.id);
    const token = await standingPass(first.guestId);
    expect(await scan(token)).toMatchObject({ reason: 'cancelled', appointment: { id: first.id } });
    const second = await book(hostCtx, { guestPhone });
    expect(await scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: second.id } });
  });
});

test('a pass that stands for nothing today is refused, a member card included', async () => {
  const code = newPassId();
  await world.ctx.db.insert(schema.passes).values({ code, kind: 'member', keySlot: 1, year: 2026, createdAt: MORNING });
  const token = signPass(world.ctx.pass.keyring, { kind: 'member', id: code });
  expect(reasonOf(await scan(token))).toBe('no_appointment_today');
});

test('a no-show who comes after all on the day is refused as finished', async () => {
  const id = await makeAppointment(world.ctx.db, { scheduledAt: MORNING, status: 'no_show' });
  const pass = await world.ctx.db.transaction((tx) =>
    issuePass(tx, world.ctx.pass, { kind: 'appointment', appointmentId: id, now: MORNING }),
  );
  expect(reasonOf(await scan(pass.token))).toBe('finished');
});

test('letting a guest in costs eight statements, begin and commit included', async () => {
  const { db } = world.wide(1);
  const statements = async () => {
    const [rows] = await db.execute(sql`show session status like 'Questions'`);
    return Number((rows as unknown as { Value: string }[])[0]?.Value);
  };
  const ctx = { ...desk, db };
  await scan((await book(hostCtx)).passToken, {}, ctx);
  const visit = await book(hostCtx);
  const before = await statements();
  expect(reasonOf(await scan(visit.passToken, { idempotencyKey: crypto.randomUUID() }, ctx))).toBe('admitted');
  const asking = 1;
  expect((await statements()) - before - asking).toBeLessThanOrEqual(8);
});
