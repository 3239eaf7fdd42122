import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { cancelAppointment, closePastDays } from '../src/appointments/index.ts';
import { readRoster, recentScans, syncScans, type Sync } from '../src/check-in/index.ts';
import { precedes, scanTime } from '../src/check-in/rules.ts';
import type { Ctx } from '../src/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, reasonOf, type FrontDesk } from './front-desk.ts';
import { after, days, hours, minutes, MORNING } from './world.ts';

let front: FrontDesk;
beforeAll(async () => {
  front = await openFrontDesk();
});
beforeEach(() => front.world.setClock(MORNING));
afterAll(() => front.world.close());

type Entry = Sync['scans'][number];
const NOW = after(MORNING, minutes(30));

/** A scan made `ms` after nine o'clock. */
const entry = (scanned: string, ms: number, given: Partial<Entry> = {}): Entry => ({
  scanned,
  method: 'scanner',
  idempotencyKey: crypto.randomUUID(),
  scannedAt: after(MORNING, ms).toISOString(),
  shown: 'admitted',
  ...given,
});

const send = (desk: string, scans: Entry[], given: { sentAt?: Date; ctx?: Ctx } = {}) =>
  syncScans(given.ctx ?? front.desk, { desk, sentAt: (given.sentAt ?? NOW).toISOString(), scans });
const visitOf = async (id: number) =>
  front.world.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, id) });

describe('a journal sent once the line is back', () => {
  beforeEach(() => front.world.setClock(NOW));

  test('lets the guests in as of when they came, and tells their hosts', async () => {
    const visit = await book(front.hostCtx);
    const [result] = await send('Gate', [entry(visit.passToken, minutes(5))]);
    expect(result).toMatchObject({ outcome: 'admitted', conflict: false, appointment: { admittedDesk: 'Gate' } });
    expect(await visitOf(visit.id)).toMatchObject({ status: 'waiting', arrivedAt: after(MORNING, minutes(5)) });
    const [row] = await front.checkInsOf(visit.id);
    expect(row).toMatchObject({ scannedAt: after(MORNING, minutes(5)), syncedAt: NOW, shown: 'admitted' });
    const notices = await front.world.ctx.db.query.notifications.findMany({
      where: eq(schema.notifications.appointmentId, visit.id),
    });
    expect(notices).toHaveLength(1);
  });

  test('of two desks that let one guest in, the first scan counts whichever journal comes first', async () => {
    for (const firstToSend of ['early', 'late']) {
      const visit = await book(front.hostCtx);
      const early = () => send('Gate', [entry(visit.passToken, minutes(5))]);
      const late = () => send('Office', [entry(visit.passToken, minutes(8))]);
      const [first, second] = firstToSend === 'early' ? [early, late] : [late, early];
      await first();
      const [told] = await second();
      expect(told).toMatchObject({ conflict: true, otherDesk: firstToSend === 'early' ? 'Gate' : 'Office' });
      expect((await visitOf(visit.id))?.arrivedAt).toEqual(after(MORNING, minutes(5)));
      const rows = await front.checkInsOf(visit.id);
      expect(rows.find((row) => row.desk === 'Gate')).toMatchObject({ outcome: 'admitted', admission: visit.id });
      expect(rows.find((row) => row.desk === 'Office')).toMatchObject({ outcome: 'already_in', shown: 'admitted' });
      expect((await recentScans(front.desk)).find((scan) => scan.desk === 'Office')?.conflict).toBe(true);
    }
  });

  test('takes an admission over that was made on line a little later', async () => {
    const visit = await book(front.hostCtx);
    await front.scan(visit.passToken, { desk: 'Office' });
    const [told] = await send('Gate', [entry(visit.passToken, minutes(5))]);
    expect(told).toMatchObject({ outcome: 'admitted', conflict: true, otherDesk: 'Office' });
    const audit = await front.world.audit();
    expect(audit.at(-1)).toMatchObject({ action: 'check-in.superseded', subjectId: visit.id });
  });

  test('sent again, as a whole or in part, is counted once and told the same', async () => {
    const visit = await book(front.hostCtx);
    await send('Office', [entry(visit.passToken, minutes(9))]);
    const journal = [
      entry(visit.passToken, minutes(5)),
      entry('https://example.org', minutes(6), { shown: 'unknown' }),
    ];
    const first = await send('Gate', journal);
    front.world.setClock(after(NOW, minutes(1)));
    expect(await send('Gate', journal)).toEqual(first);
    expect(await send('Gate', journal.slice(0, 1), { sentAt: after(NOW, 500) })).toEqual(first.slice(0, 1));
    expect(await front.checkInsOf(visit.id)).toHaveLength(2);
  });

  test('says so when the visit was called off meanwhile', async () => {
    const visit = await book(front.hostCtx);
    await cancelAppointment(front.hostCtx, visit.id);
    const [told] = await send('Gate', [entry(visit.passToken, minutes(5))]);
    expect(told).toMatchObject({ outcome: 'refused', reason: 'cancelled', conflict: true });
  });

  test('what the desk turned away stays turned away; what it could not judge is judged now', async () => {
    const visit = await book(front.hostCtx);
    const [refused] = await send('Gate', [entry(visit.passToken, minutes(4), { shown: 'refused' })]);
    expect(refused).toMatchObject({ outcome: 'refused', reason: 'turned_away', conflict: false });
    expect((await visitOf(visit.id))?.status).toBe('scheduled');
    const results = await send('Gate', [
      entry(visit.passToken, minutes(5), { shown: 'unknown' }),
      entry('https://example.org', minutes(6), { shown: 'unknown' }),
    ]);
    expect(results.map(reasonOf)).toEqual(['admitted', 'wrong_format']);
    expect(results.map(({ conflict }) => conflict)).toEqual([false, false]);
  });

  test('is judged by the day of the scan, not of the sending', async () => {
    const midnight = new Date('2026-11-23T17:00:00Z');
    const visit = await book(front.hostCtx, { scheduledAt: after(midnight, -minutes(10)).toISOString() });
    front.world.setClock(after(midnight, minutes(10)));
    const scannedAt = after(midnight, -minutes(5)).toISOString();
    const [told] = await send('Gate', [entry(visit.passToken, 0, { scannedAt })], {
      sentAt: after(midnight, minutes(10)),
    });
    expect(told?.outcome).toBe('admitted');
    expect((await visitOf(visit.id))?.arrivedAt).toEqual(new Date(scannedAt));
  });

  describe('after the night', () => {
    const NEXT_MORNING = after(NOW, days(1));
    /** A visit that the day's end took for missed. */
    const missed = async () => {
      front.world.setClock(MORNING);
      const visit = await book(front.hostCtx);
      front.world.setClock(NEXT_MORNING);
      await closePastDays(front.world.as({ type: 'system', job: 'test' }));
      expect((await visitOf(visit.id))?.status).toBe('no_show');
      return visit;
    };
    const sendLate = (desk: string, scans: Entry[]) => send(desk, scans, { sentAt: NEXT_MORNING });

    test('makes good the visit of whoever was there, and tells nobody that a guest waits', async () => {
      const visit = await missed();
      const journal = [entry(visit.passToken, minutes(5))];
      const first = await sendLate('Gate', journal);
      const arrivedAt = after(MORNING, minutes(5));
      expect(first).toMatchObject([
        { outcome: 'admitted', conflict: false, appointment: { status: 'completed', arrivedAt, admittedDesk: 'Gate' } },
      ]);
      expect(await visitOf(visit.id)).toMatchObject({ status: 'completed', arrivedAt, completedAt: NEXT_MORNING });
      expect(await front.checkInsOf(visit.id)).toMatchObject([{ admission: visit.id, outcome: 'admitted' }]);
      const about = eq(schema.notifications.appointmentId, visit.id);
      expect(await front.world.ctx.db.query.notifications.findMany({ where: about })).toEqual([]);
      expect((await front.world.audit()).at(-1)).toMatchObject({ action: 'appointment.amended', subjectId: visit.id });
      expect(await sendLate('Gate', journal)).toEqual(first);
    });

    test('of two desks the first scan counts, whichever journal comes first', async () => {
      const visit = await missed();
      await sendLate('Office', [entry(visit.passToken, minutes(8))]);
      const [told] = await sendLate('Gate', [entry(visit.passToken, minutes(5))]);
      expect(told).toMatchObject({ outcome: 'admitted', conflict: true, otherDesk: 'Office' });
      expect(await visitOf(visit.id)).toMatchObject({ status: 'completed', arrivedAt: after(MORNING, minutes(5)) });
    });

    test('leaves missed whom the desk turned away, and whom it scanned on another day', async () => {
      const visit = await missed();
      const results = await sendLate('Gate', [
        entry(visit.passToken, minutes(5), { shown: 'refused' }),
        entry(visit.passToken, days(1)),
      ]);
      expect(results.map(reasonOf)).toEqual(['finished', 'other_day']);
      expect((await visitOf(visit.id))?.status).toBe('no_show');
    });
  });
});

describe('the clock of a device', () => {
  test('may be wrong by years: what counts is how long ago the scan was made', async () => {
    const wrong = (ms: number) => after(new Date('2019-01-01T00:00:00Z'), ms);
    expect(scanTime(wrong(0), wrong(minutes(5)), NOW)).toEqual(after(NOW, -minutes(5)));
    const visit = await book(front.hostCtx);
    front.world.setClock(NOW);
    const scannedAt = wrong(0).toISOString();
    await send('Gate', [entry(visit.passToken, 0, { scannedAt })], { sentAt: wrong(minutes(5)) });
    expect((await visitOf(visit.id))?.arrivedAt).toEqual(after(NOW, -minutes(5)));
  });

  test('never puts a scan into the future, nor into last month', () => {
    expect(scanTime(after(NOW, hours(3)), NOW, NOW)).toEqual(NOW);
    expect(scanTime(after(NOW, -days(90)), NOW, NOW)).toEqual(after(NOW, -days(7)));
  });

  test('orders any two scans one way', () => {
    const scan = fc.record({ at: fc.date({ noInvalidDate: true }), key: fc.option(fc.string()) });
    fc.assert(
      fc.property(scan, scan, (a, b) => {
        expect(precedes(a, b) && precedes(b, a)).toBe(false);
        expect(precedes(a, a)).toBe(false);
      }),
    );
  });
});

test('two desks, any journals, cut and sent in any order, again and at once: one admission, the first; every scan on record once', async () => {
  front.world.setClock(NOW);
  const crowd = { ...front.desk, db: front.world.wide(8).db };
  const scan = fc.record({ desk: fc.constantFrom('Gate', 'Office'), minute: fc.integer({ min: 1, max: 6 }) });
  const sending = fc.record({
    desk: fc.constantFrom('Gate', 'Office'),
    from: fc.nat(6),
    most: fc.integer({ min: 1, max: 7 }),
  });
  const story = fc.record({
    scans: fc.array(scan, { minLength: 1, maxLength: 7 }),
    sendings: fc.array(sending, { maxLength: 6 }),
    atOnce: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ scans, sendings, atOnce }) => {
      const visit = await book(front.hostCtx);
      const journals = { Gate: [] as Entry[], Office: [] as Entry[] };
      for (const { desk, minute } of scans) {
        journals[desk as 'Gate'].push(entry(visit.passToken, minutes(minute)));
      }
      const parts = sendings.map(({ desk, from, most }) => ({
        desk,
        part: journals[desk as 'Gate'].slice(from, from + most),
      }));
      const whole = (['Office', 'Gate'] as const).map((desk) => ({ desk, part: journals[desk] }));
      const all = [...parts, ...whole].filter(({ part }) => part.length > 0);
      if (atOnce) await Promise.all(all.map(({ desk, part }) => send(desk, part, { ctx: crowd })));
      else for (const { desk, part } of all) await send(desk, part);

      const rows = await front.checkInsOf(visit.id);
      const entries = [...journals.Gate, ...journals.Office];
      expect(rows.map((row) => row.idempotencyKey).sort()).toEqual(entries.map((e) => e.idempotencyKey).sort());
      const [first] = entries
        .map((e) => ({ at: new Date(e.scannedAt), key: e.idempotencyKey }))
        .sort((a, b) => (precedes(a, b) ? -1 : 1));
      const admitted = rows.filter((row) => row.admission !== null || row.outcome === 'admitted');
      expect(admitted).toMatchObject([{ admission: visit.id, outcome: 'admitted', idempotencyKey: first?.key }]);
      expect((await visitOf(visit.id))?.arrivedAt).toEqual(first?.at);
      const notices = await front.world.ctx.db.query.notifications.findMany({
        where: eq(schema.notifications.appointmentId, visit.id),
      });
      expect(notices).toHaveLength(1);
    }),
    { numRuns: 40 },
  );
});

describe("the day's list for a desk without line", () => {
  test('knows a code by its salted hash only, own and standing ones, and which are revoked', async () => {
    const visit = await book(front.hostCtx);
    const tomorrow = await book(front.hostCtx, { scheduledAt: after(MORNING, days(1)).toISOString() });
    const standing = await front.standingPass(visit.guestId);
    const roster = await readRoster(front.desk);
    const codeOf = (token: string) => {
      const hash = createHash('sha256')
        .update(roster.salt + token)
        .digest('hex');
      return roster.codes.find((code) => code.hash === hash);
    };
    for (const token of [visit.passToken, standing]) {
      expect(codeOf(token)).toMatchObject({ visitIds: [visit.id], revoked: false });
    }
    expect(codeOf(tomorrow.passToken)).toBeUndefined();
    expect(JSON.stringify(roster)).not.toContain(visit.passToken);
    expect(roster).toMatchObject({ day: '2026-11-23', dayEndsAt: new Date('2026-11-23T17:00:00Z') });
    await cancelAppointment(front.hostCtx, visit.id);
    const later = await readRoster(front.desk);
    expect(later.salt).not.toBe(roster.salt);
    expect(later.codes.find((code) => code.visitIds.includes(visit.id) && code.revoked)).toBeDefined();
  });
});
