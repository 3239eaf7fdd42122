import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelAppointment, finishVisit, meetGuest } from '../src/appointments/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, reasonOf, type FrontDesk } from './front-desk.ts';
import { after, days, hours, minutes, MORNING } from './world.ts';

let front: FrontDesk;
beforeAll(async () => {
  front = await openFrontDesk();
});
beforeEach(() => front.world.setClock(MORNING));
afterAll(() => front.world.close());

describe("the school's day", () => {
  const MIDNIGHT = new Date('2026-11-23T17:00:00Z'); // 24 November 00:00 in Jakarta

  test('ends at midnight in Jakarta, not in UTC', async () => {
    const lastToday = await book(front.hostCtx, { scheduledAt: after(MIDNIGHT, -1).toISOString() });
    const firstTomorrow = await book(front.hostCtx, { scheduledAt: MIDNIGHT.toISOString() });
    front.world.setClock(after(MIDNIGHT, -1));
    expect(reasonOf(await front.scan(firstTomorrow.passToken))).toBe('other_day');
    front.world.setClock(MIDNIGHT);
    expect(reasonOf(await front.scan(lastToday.passToken))).toBe('other_day');
    expect(reasonOf(await front.scan(firstTomorrow.passToken))).toBe('admitted');
  });

  test('goes on when the day changes in UTC', async () => {
    const utcMidnight = new Date('2026-11-24T00:00:00Z'); // 07:00 in Jakarta
    const visit = await book(front.hostCtx, { scheduledAt: after(utcMidnight, -minutes(1)).toISOString() });
    front.world.setClock(after(utcMidnight, minutes(1)));
    expect(reasonOf(await front.scan(visit.passToken))).toBe('admitted');
  });
});

describe("a guest's standing pass", () => {
  const at = (ms: number) => ({ scheduledAt: after(MORNING, ms).toISOString() });

  test("means today's appointment", async () => {
    const guestPhone = '0812 7000 0001';
    const today = await book(front.hostCtx, { guestPhone });
    await book(front.hostCtx, { guestPhone, ...at(days(1)) });
    const token = await front.standingPass(today.guestId);
    expect(await front.scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: today.id } });
  });

  test("turns to the next day's appointment at midnight in Jakarta", async () => {
    const midnight = new Date('2026-11-23T17:00:00Z');
    const guestPhone = '0812 7000 0005';
    const today = await book(front.hostCtx, { guestPhone, scheduledAt: after(midnight, -minutes(1)).toISOString() });
    const tomorrow = await book(front.hostCtx, { guestPhone, scheduledAt: after(midnight, hours(1)).toISOString() });
    const token = await front.standingPass(today.guestId);
    front.world.setClock(midnight);
    expect(await front.scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: tomorrow.id } });
  });

  test('held twice to the scanner does not let the guest in to the afternoon visit too', async () => {
    const guestPhone = '0812 7000 0002';
    const morning = await book(front.hostCtx, { guestPhone });
    const afternoon = await book(front.hostCtx, { guestPhone, ...at(hours(5)) });
    const token = await front.standingPass(morning.guestId);
    await front.scan(token);
    expect(await front.scan(token)).toMatchObject({ reason: 'already_in', appointment: { id: morning.id } });
    expect(await front.checkInsOf(afternoon.id)).toHaveLength(0);
  });

  test('means the next visit of the day once the first is over', async () => {
    const guestPhone = '0812 7000 0003';
    const morning = await book(front.hostCtx, { guestPhone });
    const afternoon = await book(front.hostCtx, { guestPhone, ...at(hours(5)) });
    const token = await front.standingPass(morning.guestId);
    await front.scan(token);
    await meetGuest(front.hostCtx, morning.id);
    await finishVisit(front.hostCtx, morning.id);
    expect(await front.scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: afternoon.id } });
  });

  test('leads nowhere on a day without an appointment', async () => {
    const tomorrow = await book(front.hostCtx, at(days(1)));
    expect(reasonOf(await front.scan(await front.standingPass(tomorrow.guestId)))).toBe('no_appointment_today');
  });

  test('says cancelled when the only visit of the day was cancelled, and passes over it when there is another', async () => {
    const guestPhone = '0812 7000 0004';
    const first = await book(front.hostCtx, { guestPhone });
    await cancelAppointment(front.hostCtx, first.id);
    const token = await front.standingPass(first.guestId);
    expect(await front.scan(token)).toMatchObject({ reason: 'cancelled', appointment: { id: first.id } });
    const second = await book(front.hostCtx, { guestPhone });
    expect(await front.scan(token)).toMatchObject({ outcome: 'admitted', appointment: { id: second.id } });
  });
});
