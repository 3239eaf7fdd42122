import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { cancelAppointment } from '../src/appointments/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, reasonOf, type FrontDesk } from './front-desk.ts';
import { after, hours, minutes, MORNING, SOON } from './world.ts';

let front: FrontDesk;
beforeAll(async () => {
  front = await openFrontDesk();
});
beforeEach(() => front.world.setClock(MORNING));
afterAll(() => front.world.close());

describe('a guest who is expected', () => {
  test('is let in, and the host is told who waits, why and since when', async () => {
    const visit = await book(front.hostCtx, { purpose: 'Scholarship', companions: 2 });
    const arrivedAt = after(MORNING, minutes(55));
    front.world.setClock(arrivedAt);
    const result = await front.scan(visit.passToken, { desk: 'Gate' });
    expect(result).toMatchObject({
      outcome: 'admitted',
      late: false,
      appointment: { id: visit.id, status: 'waiting', arrivedAt, admittedDesk: 'Gate', hostName: 'Bu Rina' },
    });
    const stored = await front.world.ctx.db.query.appointments.findFirst({
      where: eq(schema.appointments.id, visit.id),
    });
    expect(stored).toMatchObject({ status: 'waiting', arrivedAt });
    const [notice] = await front.world.ctx.db.query.notifications.findMany({
      where: eq(schema.notifications.appointmentId, visit.id),
    });
    expect(notice).toMatchObject({
      userId: front.host.id,
      kind: 'arrival',
      data: { guestName: visit.guestName, purpose: 'Scholarship', companions: 2, arrivedAt: arrivedAt.toISOString() },
    });
    await expect
      .poll(() => front.world.heard, SOON)
      .toContainEqual(expect.objectContaining({ type: 'appointment', id: visit.id, status: 'waiting' }));
    expect(front.world.heard).toContainEqual(
      expect.objectContaining({ type: 'notification', id: notice?.id, userId: front.host.id }),
    );
  });

  test('is late from the eleventh minute on, and not before', async () => {
    const [punctual, late] = [await book(front.hostCtx), await book(front.hostCtx)];
    front.world.setClock(after(MORNING, hours(1) + minutes(10)));
    expect(await front.scan(punctual.passToken)).toMatchObject({ outcome: 'admitted', late: false });
    front.world.setClock(after(MORNING, hours(1) + minutes(10) + 1));
    expect(await front.scan(late.passToken)).toMatchObject({ outcome: 'admitted', late: true });
  });

  test('may show the pass as a link, in lower case, or typed with spaces', async () => {
    for (const write of [
      (token: string) => `HTTPS://TAMU.EXAMPLE.SCH.ID/P/${token}`,
      (token: string) => `https://tamu.example.sch.id/p/${token.toLowerCase()}\r\n`,
      (token: string) => token.replaceAll(/.{4}/g, '$& '),
    ]) {
      const visit = await book(front.hostCtx);
      expect(await front.scan(write(visit.passToken))).toMatchObject({
        outcome: 'admitted',
        appointment: { id: visit.id },
      });
    }
  });
});

describe('one pass, many scans', () => {
  test('two desks at the same instant: one lets the guest in, the other is told which desk did and when', async () => {
    const visit = await book(front.hostCtx);
    const results = await Promise.all(['A', 'B'].map((name) => front.scan(visit.passToken, { desk: name })));
    const admitted = results.filter((result) => result.outcome === 'admitted');
    const refused = results.filter((result) => result.outcome === 'refused');
    expect([admitted.length, refused.length]).toEqual([1, 1]);
    expect(refused[0]).toMatchObject({
      reason: 'already_in',
      appointment: { arrivedAt: MORNING, admittedDesk: admitted[0]?.appointment.admittedDesk },
    });
  });

  test('fifty connections at the same instant: one admission, one notification, everybody gets an answer', async () => {
    const visit = await book(front.hostCtx);
    const crowd = { ...front.desk, db: front.world.wide(50).db };
    const names = Array.from({ length: 50 }, (_, i) => `Desk ${String(i)}`);
    const results = await Promise.all(names.map((name) => front.scan(visit.passToken, { desk: name }, crowd)));
    const winner = results.findIndex((result) => result.outcome === 'admitted');
    expect(results.filter((result) => result.outcome === 'admitted')).toHaveLength(1);
    for (const result of results.toSpliced(winner, 1)) {
      expect(result).toMatchObject({
        reason: 'already_in',
        appointment: { admittedDesk: names[winner], arrivedAt: MORNING },
      });
    }
    const rows = await front.checkInsOf(visit.id);
    expect(rows).toHaveLength(50);
    expect(rows.filter((row) => row.admission === visit.id)).toHaveLength(1);
    const notices = await front.world.ctx.db.query.notifications.findMany({
      where: eq(schema.notifications.appointmentId, visit.id),
    });
    expect(notices).toHaveLength(1);
  });

  test('a thousand requests at once for one pass: one admission, 999 are told which desk let the guest in', async () => {
    const visit = await book(front.hostCtx);
    const crowd = { ...front.desk, db: front.world.wide(50).db };
    const names = Array.from({ length: 1000 }, (_, i) => `Desk ${String(i)}`);
    const results = await Promise.all(names.map((name) => front.scan(visit.passToken, { desk: name }, crowd)));
    const winners = names.filter((_, i) => results[i]?.outcome === 'admitted');
    expect(winners).toHaveLength(1);
    const told = results.filter((result) => result.appointment?.admittedDesk === winners[0]);
    expect(told).toHaveLength(1000);
    const rows = await front.checkInsOf(visit.id);
    expect([rows.length, rows.filter((row) => row.admission === visit.id).length]).toEqual([1000, 1]);
  });

  test('a request repeated with its key is the same scan and gets the same answer', async () => {
    const visit = await book(front.hostCtx);
    const idempotencyKey = crypto.randomUUID();
    const first = await front.scan(visit.passToken, { idempotencyKey });
    front.world.setClock(after(MORNING, minutes(1)));
    const again = await front.scan(visit.passToken, { idempotencyKey });
    expect(first.outcome).toBe('admitted');
    expect(again).toEqual(first);
    expect(await front.checkInsOf(visit.id)).toHaveLength(1);
  });

  test('a refusal repeated with its key is recorded once', async () => {
    const visit = await book(front.hostCtx);
    await front.scan(visit.passToken);
    const idempotencyKey = crypto.randomUUID();
    for (let i = 0; i < 2; i++) {
      expect(reasonOf(await front.scan(visit.passToken, { idempotencyKey }))).toBe('already_in');
    }
    expect(await front.checkInsOf(visit.id)).toHaveLength(2);
  });

  test('a copy that comes at any moment of the first one is the same scan', async () => {
    const single = { ...front.desk, db: front.world.wide(1).db };
    for (let statementsBetween = 0; statementsBetween < 12; statementsBetween++) {
      const visit = await book(front.hostCtx);
      const idempotencyKey = crypto.randomUUID();
      const first = front.scan(visit.passToken, { idempotencyKey }, single);
      // One connection takes turns: each of these delays the copy by one statement of the first.
      for (let i = 0; i < statementsBetween; i++) await single.db.execute(sql`select 1`);
      const copy = front.scan(visit.passToken, { idempotencyKey }, single);
      expect(reasonOf(await copy)).toBe('admitted');
      expect(await copy).toEqual(await first);
      expect(await front.checkInsOf(visit.id)).toHaveLength(1);
    }
  });

  test('twenty copies of one request at once are one scan, and every copy says admitted', async () => {
    const crowd = { ...front.desk, db: front.world.wide(20).db };
    for (let round = 0; round < 5; round++) {
      const visit = await book(front.hostCtx);
      const idempotencyKey = crypto.randomUUID();
      const copies = Array.from({ length: 20 }, () => front.scan(visit.passToken, { idempotencyKey }, crowd));
      const outcomes = new Set((await Promise.all(copies)).map(reasonOf));
      expect([...outcomes]).toEqual(['admitted']);
      expect(await front.checkInsOf(visit.id)).toHaveLength(1);
    }
  });

  test('a guest cancelled at the very moment of the scan is either in or cancelled, never both', async () => {
    for (let round = 0; round < 5; round++) {
      const visit = await book(front.hostCtx);
      const [scanned, cancelled] = await Promise.allSettled([
        front.scan(visit.passToken),
        cancelAppointment(front.hostCtx, visit.id),
      ]);
      if (scanned.status === 'rejected') throw scanned.reason;
      expect(reasonOf(scanned.value)).toBe(cancelled.status === 'fulfilled' ? 'cancelled' : 'admitted');
    }
  });
});

test('letting a guest in costs six statements, begin and commit included', async () => {
  const { db } = front.world.wide(1);
  const statements = async () => {
    const [rows] = await db.execute(sql`show session status like 'Questions'`);
    return Number((rows as unknown as { Value: string }[])[0]?.Value);
  };
  const ctx = { ...front.desk, db };
  await front.scan((await book(front.hostCtx)).passToken, {}, ctx);
  const visit = await book(front.hostCtx);
  const before = await statements();
  expect(reasonOf(await front.scan(visit.passToken, { idempotencyKey: crypto.randomUUID() }, ctx))).toBe('admitted');
  const asking = 1;
  expect((await statements()) - before - asking).toBe(6);
});
