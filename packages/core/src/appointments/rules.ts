import { DomainError } from '../errors.ts';
import type { AppointmentStatus } from '../events.ts';
import { monthsAhead } from '../time.ts';

export type Move = 'arrive' | 'meet' | 'finish' | 'cancel';

/** D1: scheduled → waiting → in_progress → completed; cancelled only before the guest has come. Everything else is illegal. */
const MOVES: Record<Move, { from: AppointmentStatus; to: AppointmentStatus }> = {
  arrive: { from: 'scheduled', to: 'waiting' },
  meet: { from: 'waiting', to: 'in_progress' },
  finish: { from: 'in_progress', to: 'completed' },
  cancel: { from: 'scheduled', to: 'cancelled' },
};

/** Status after a move; throws CONFLICT `illegal_move` with the status it was refused in. */
export function statusAfter(current: AppointmentStatus, move: Move): AppointmentStatus {
  const { from, to } = MOVES[move];
  if (current !== from) throw new DomainError('CONFLICT', 'illegal_move', { status: current, move });
  return to;
}

/** Late is derived, never stored: arrived more than the grace after the agreed time. */
export function isLate(visit: { scheduledAt: Date; arrivedAt: Date | null }, graceMinutes: number): boolean {
  return visit.arrivedAt !== null && visit.arrivedAt.getTime() > visit.scheduledAt.getTime() + graceMinutes * 60_000;
}

/** Throws INVALID unless the agreed time lies between now and the last bookable instant (row 15). */
export function checkBookable(
  scheduledAt: Date,
  now: Date,
  policy: { bookingMonthsAhead: number; timeZone: string },
): void {
  if (scheduledAt.getTime() < now.getTime()) throw new DomainError('INVALID', 'in_the_past');
  const last = monthsAhead(now, policy.bookingMonthsAhead, policy.timeZone);
  if (scheduledAt > last) {
    throw new DomainError('INVALID', 'too_far_ahead', { months: policy.bookingMonthsAhead, last: last.toISOString() });
  }
}
