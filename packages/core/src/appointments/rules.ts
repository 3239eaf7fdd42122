import { DomainError } from '../errors.ts';
import type { AppointmentStatus } from '../events.ts';
import { dayOf, monthsAhead, weekdayOf } from '../time.ts';

export type Move = 'arrive' | 'meet' | 'finish' | 'cancel' | 'miss' | 'close' | 'amend';

/**
 * D1: scheduled → waiting → in_progress → completed; cancelled or missed only before the guest has come. A visit that nobody has
 * ended is closed when its day is over: the guest came, so it is completed, and if it was never said to have begun `metAt` stays null.
 * A missed one is amended to that by a scan of its day that a desk without line sends afterwards.
 */
const MOVES: Record<Move, { from: readonly AppointmentStatus[]; to: AppointmentStatus }> = {
  arrive: { from: ['scheduled'], to: 'waiting' },
  meet: { from: ['waiting'], to: 'in_progress' },
  finish: { from: ['in_progress'], to: 'completed' },
  cancel: { from: ['scheduled'], to: 'cancelled' },
  miss: { from: ['scheduled'], to: 'no_show' },
  close: { from: ['waiting', 'in_progress'], to: 'completed' },
  amend: { from: ['no_show'], to: 'completed' },
};

/** Status after a move; throws CONFLICT `illegal_move` with the status it was refused in. */
export function statusAfter(current: AppointmentStatus, move: Move): AppointmentStatus {
  const { from, to } = MOVES[move];
  if (!from.includes(current)) throw new DomainError('CONFLICT', 'illegal_move', { status: current, move });
  return to;
}

/** Late is derived, never stored: arrived more than the grace after the agreed time. */
export function isLate(visit: { scheduledAt: Date; arrivedAt: Date | null }, graceMinutes: number): boolean {
  return visit.arrivedAt !== null && visit.arrivedAt.getTime() > visit.scheduledAt.getTime() + graceMinutes * 60_000;
}

/** What a school allows to be booked. */
export interface BookingPolicy {
  timeZone: string;
  bookingMonthsAhead: number;
  bookingLeadMinutes: number;
  closedWeekdays: number[];
}

/** Throws INVALID `in_the_past`, `too_soon`, `too_far_ahead` unless the agreed time lies where it may be booked (row 15). */
export function checkBookable(scheduledAt: Date, now: Date, policy: Omit<BookingPolicy, 'closedWeekdays'>): void {
  if (scheduledAt.getTime() < now.getTime()) throw new DomainError('INVALID', 'in_the_past');
  if (scheduledAt.getTime() < now.getTime() + policy.bookingLeadMinutes * 60_000) {
    throw new DomainError('INVALID', 'too_soon', { minutes: policy.bookingLeadMinutes });
  }
  const last = monthsAhead(now, policy.bookingMonthsAhead, policy.timeZone);
  if (scheduledAt > last) {
    throw new DomainError('INVALID', 'too_far_ahead', { months: policy.bookingMonthsAhead, last: last.toISOString() });
  }
}

/**
 * Throws INVALID `school_closed` (with the `day`, and the holiday's `name` or an empty one) when nobody is received on that day.
 * @param closedDays holidays by their day of the school's calendar, `2026-12-25`
 */
export function checkOpen(
  scheduledAt: Date,
  policy: Pick<BookingPolicy, 'timeZone' | 'closedWeekdays'>,
  closedDays: ReadonlyMap<string, string>,
): void {
  const day = dayOf(scheduledAt, policy.timeZone);
  const name = closedDays.get(day);
  if (name === undefined && !policy.closedWeekdays.includes(weekdayOf(day))) return;
  throw new DomainError('INVALID', 'school_closed', { day, name: name ?? '' });
}

/** Throws CONFLICT `day_over`: a visit of a past day to which nobody came is a no-show, and no longer to be called off or moved. */
export function checkDayNotOver(scheduledAt: Date, now: Date, timeZone: string): void {
  if (dayOf(scheduledAt, timeZone) < dayOf(now, timeZone)) throw new DomainError('CONFLICT', 'day_over');
}

/** Two visits of one host this close to each other are pointed out; whoever books decides. */
export const CONFLICT_MINUTES = 15;

const LONGEST_SPAN_DAYS = 62;
const DAY_MS = 86_400_000;

/** Throws INVALID `range_reversed` or, past 62 days, `too_many` for the field `to` of a span that is counted day by day. */
export function checkSpan(from: string, to: string): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 0) throw new DomainError('INVALID', 'range_reversed', { field: 'to' });
  if (days > LONGEST_SPAN_DAYS) throw new DomainError('INVALID', 'too_many', { field: 'to' });
}
