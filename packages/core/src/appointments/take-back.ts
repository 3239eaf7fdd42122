import { and, eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { DomainError } from '../errors.ts';
import type { AppointmentStatus, DomainEvent } from '../events.ts';

const { appointments } = schema;

/**
 * Unsays an arrival that a desk recorded by mistake: waiting → scheduled, as if nobody had come; for a walk-in, whom nobody
 * expects, → cancelled. No move of D1 but its correction, by the same compare-and-set.
 * @returns the event to publish after the commit; throws CONFLICT `undo_met` once the host has met the guest
 */
export async function takeBackArrival(
  tx: Tx,
  appointment: { id: number; hostId: number; guestId: number },
  to: Extract<AppointmentStatus, 'scheduled' | 'cancelled'>,
  now: Date,
): Promise<DomainEvent> {
  const { id, hostId, guestId } = appointment;
  const [result] = await tx
    .update(appointments)
    .set({
      status: to,
      arrivedAt: null,
      hostAnswer: null,
      hostAnsweredAt: null,
      escalatedAt: null,
      cancelledAt: to === 'cancelled' ? now : null,
      updatedAt: now,
    })
    .where(and(eq(appointments.id, id), eq(appointments.status, 'waiting')));
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'undo_met');
  return { type: 'appointment', id, hostId, guestId, status: to, at: now.toISOString() };
}
