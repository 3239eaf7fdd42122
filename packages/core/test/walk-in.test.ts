import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { letIn, listDay, registerWalkIn, recentScans, undoCheckIn, type WalkIn } from '../src/check-in/index.ts';
import { answerArrival, meetGuest, passOfAppointment } from '../src/appointments/index.ts';
import { viewPass } from '../src/passes/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, reasonOf, type FrontDesk } from './front-desk.ts';
import { after, days, MORNING, SOON } from './world.ts';

let front: FrontDesk;
beforeAll(async () => {
  front = await openFrontDesk();
});
beforeEach(() => front.world.setClock(MORNING));
afterAll(() => front.world.close());

const walkIn = (given: Partial<WalkIn> = {}) =>
  registerWalkIn(front.desk, {
    guestName: 'Pak Joko',
    hostId: front.host.id,
    purpose: 'Delivery of books',
    desk: 'A',
    ...given,
  });

const visitOf = (id: number) =>
  front.world.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, id) });
const noticesOf = (id: number) =>
  front.world.ctx.db.query.notifications.findMany({ where: eq(schema.notifications.appointmentId, id) });

describe('a guest nobody expects', () => {
  test('is registered without a phone, counts as scanned, and the host is told', async () => {
    const { appointment, checkInId } = await walkIn({ companions: 1 });
    expect(await visitOf(appointment.id)).toMatchObject({ status: 'waiting', arrivedAt: MORNING, companions: 1 });
    expect(await noticesOf(appointment.id)).toMatchObject([
      { userId: front.host.id, kind: 'arrival', data: { guestName: 'Pak Joko', purpose: 'Delivery of books' } },
    ]);
    expect(await front.checkInsOf(appointment.id)).toMatchObject([
      { id: checkInId, method: 'walk_in', outcome: 'admitted', admission: appointment.id },
    ]);
    await expect
      .poll(() => front.world.heard, SOON)
      .toContainEqual(expect.objectContaining({ type: 'appointment', id: appointment.id, status: 'waiting' }));
  });

  test('has a pass that says so when it is scanned, and can be met like anybody', async () => {
    const { appointment } = await walkIn();
    const pass = await front.world.ctx.db.query.passes.findFirst({
      where: eq(schema.passes.appointmentId, appointment.id),
    });
    expect(pass?.kind).toBe('appointment');
    await meetGuest(front.hostCtx, appointment.id);
    expect((await visitOf(appointment.id))?.status).toBe('in_progress');
  });

  test('whose number is known keeps the stored name', async () => {
    const { guestName } = await book(front.hostCtx, { guestPhone: '0812 9000 0001', guestName: 'Ibu Sri Lestari' });
    const { appointment } = await walkIn({ guestPhone: '+62 812-9000-0001', guestName: 'Sri' });
    expect(appointment.guestName).toBe(guestName);
  });

  test('is refused with a number that is none, and with a host who is none', async () => {
    await expect(walkIn({ guestPhone: '12' })).rejects.toThrow('phone_invalid');
    const receptionist = await front.world.user('receptionist');
    await expect(walkIn({ hostId: receptionist.id })).rejects.toThrow('host_unknown');
  });

  test('is registered once however often the form is sent', async () => {
    const idempotencyKey = crypto.randomUUID();
    const sent = await Promise.all(Array.from({ length: 5 }, () => walkIn({ idempotencyKey })));
    expect(new Set(sent.map(({ appointment }) => appointment.id)).size).toBe(1);
  });
});

describe('an expected guest without the code', () => {
  test('is let in from the list, by the rules of a scan', async () => {
    const visit = await book(front.hostCtx);
    const byHand = (appointmentId: number) => letIn(front.desk, { appointmentId, desk: 'A' });
    expect(await byHand(visit.id)).toMatchObject({ outcome: 'admitted', appointment: { status: 'waiting' } });
    expect(reasonOf(await front.scan(visit.passToken))).toBe('already_in');
    const tomorrow = await book(front.hostCtx, { scheduledAt: after(MORNING, days(1)).toISOString() });
    expect(reasonOf(await byHand(tomorrow.id))).toBe('other_day');
    await expect(byHand(999_999)).rejects.toThrow('appointment_unknown');
  });
});

describe('an admission taken back', () => {
  const scanned = async () => {
    const visit = await book(front.hostCtx);
    const result = await front.scan(visit.passToken);
    if (result.outcome !== 'admitted') throw new Error(result.reason);
    return { visit, checkInId: result.checkInId };
  };

  test("makes the guest expected again, withdraws the host's notice, and stays on record", async () => {
    const { visit, checkInId } = await scanned();
    const [notice] = await noticesOf(visit.id);
    front.world.setClock(after(MORNING, 29_000));
    await undoCheckIn(front.desk, checkInId);
    expect(await visitOf(visit.id)).toMatchObject({ status: 'scheduled', arrivedAt: null });
    expect(await noticesOf(visit.id)).toEqual([]);
    await expect
      .poll(() => front.world.heard, SOON)
      .toContainEqual(
        expect.objectContaining({ type: 'notification_withdrawn', id: notice?.id, userId: front.host.id }),
      );
    expect(await front.checkInsOf(visit.id)).toMatchObject([{ outcome: 'admitted', admission: null }]);
    expect((await front.world.audit()).at(-1)).toMatchObject({ action: 'check-in.undone', subjectId: visit.id });
    const [latest] = await recentScans(front.desk);
    expect(latest).toMatchObject({ id: checkInId, undoableUntil: null, conflict: false });
    expect((await front.scan(visit.passToken)).outcome).toBe('admitted');
  });

  test('is refused after half a minute, when the host has met the guest, and a second time', async () => {
    const late = await scanned();
    front.world.setClock(after(MORNING, 36_000));
    await expect(undoCheckIn(front.desk, late.checkInId)).rejects.toThrow('undo_too_late');
    front.world.setClock(MORNING);
    const met = await scanned();
    await meetGuest(front.hostCtx, met.visit.id);
    await expect(undoCheckIn(front.desk, met.checkInId)).rejects.toThrow('undo_met');
    const twice = await scanned();
    const results = await Promise.allSettled([1, 2, 3].map(() => undoCheckIn(front.desk, twice.checkInId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(undoCheckIn(front.desk, 999_999)).rejects.toThrow('scan_unknown');
  });

  test("calls off the host's WhatsApp message, and forgets what the host answered", async () => {
    const wish = { phone: '+628123456789', arrivalByWhatsapp: true };
    await front.world.ctx.db.update(schema.users).set(wish).where(eq(schema.users.id, front.host.id));
    const { visit, checkInId } = await scanned();
    const told = () =>
      front.world.ctx.db.query.messages.findMany({
        where: and(eq(schema.messages.appointmentId, visit.id), eq(schema.messages.kind, 'arrival')),
      });
    expect(await told()).toMatchObject([{ recipient: '+628123456789', status: 'queued' }]);
    await answerArrival(front.hostCtx, visit.id, 'coming');
    const { items } = await listDay(front.desk, { pageSize: 100 });
    expect(items.find(({ id }) => id === visit.id)).toMatchObject({ hostAnswer: 'coming' });
    await undoCheckIn(front.desk, checkInId);
    expect(await told()).toMatchObject([{ status: 'cancelled', reason: 'arrival_undone' }]);
    expect(await visitOf(visit.id)).toMatchObject({ status: 'scheduled', hostAnswer: null });
    await front.world.ctx.db
      .update(schema.users)
      .set({ arrivalByWhatsapp: false })
      .where(eq(schema.users.id, front.host.id));
  });

  test('of a walk-in cancels the visit and its pass', async () => {
    const { appointment, checkInId } = await walkIn();
    const before = await front.world.ctx.db.query.passes.findFirst({
      where: eq(schema.passes.appointmentId, appointment.id),
    });
    await undoCheckIn(front.desk, checkInId);
    expect((await visitOf(appointment.id))?.status).toBe('cancelled');
    const pass = await front.world.ctx.db.query.passes.findFirst({ where: eq(schema.passes.id, before?.id ?? 0) });
    expect(pass?.revokedAt).toEqual(MORNING);
  });
});

test('a pass on a walk-in badge shows its holder how the visit stands', async () => {
  const { appointment } = await walkIn({ guestName: 'Bu Nur' });
  const { token } = await passOfAppointment(front.desk, appointment.id);
  expect(await viewPass(front.desk, token)).toMatchObject({ guestName: 'Bu Nur', appointment: { status: 'waiting' } });
});
