import { and, eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { DomainError } from '../errors.ts';
import type { AppointmentStatus, DomainEvent } from '../events.ts';
import { statusAfter, type Move } from './rules.ts';

const { appointments } = schema;

const STAMPS = {
  arrive: (now: Date) => ({ arrivedAt: now }),
  meet: (now: Date) => ({ metAt: now }),
  finish: (now: Date) => ({ completedAt: now }),
  cancel: (now: Date) => ({ cancelledAt: now }),
  miss: () => ({}),
  close: (now: Date) => ({ completedAt: now }),
} satisfies Record<Move, (now: Date) => object>;

/**
 * Moves an appointment by compare-and-set on its status: of any number of callers at once exactly one succeeds.
 * @returns the event to publish after the commit; throws CONFLICT `illegal_move` when the status is (or has just become) another
 */
export async function moveAppointment(
  tx: Tx,
  appointment: { id: number; hostId: number; guestId: number; status: AppointmentStatus },
  move: Move,
  now: Date,
): Promise<DomainEvent> {
  const status = statusAfter(appointment.status, move);
  const [result] = await tx
    .update(appointments)
    .set({ status, updatedAt: now, ...STAMPS[move](now) })
    .where(and(eq(appointments.id, appointment.id), eq(appointments.status, appointment.status)));
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'illegal_move', { move });
  const { id, hostId, guestId } = appointment;
  return { type: 'appointment', id, hostId, guestId, status, at: now.toISOString() };
}
