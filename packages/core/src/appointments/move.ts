import { and, eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { DomainError } from '../errors.ts';
import type { DomainEvent } from '../events.ts';
import type { AppointmentRow } from './load.ts';
import { statusAfter, type Move } from './rules.ts';

const { appointments } = schema;

const STAMPS = {
  arrive: (now: Date) => ({ arrivedAt: now }),
  meet: (now: Date) => ({ metAt: now }),
  finish: (now: Date) => ({ completedAt: now }),
  cancel: (now: Date) => ({ cancelledAt: now }),
  miss: () => ({}),
  close: (now: Date) => ({ completedAt: now }),
  amend: (now: Date) => ({ completedAt: now }),
} satisfies Record<Move, (now: Date) => object>;

/**
 * Moves an appointment by compare-and-set on its status: of any number of callers at once exactly one succeeds. The host and the
 * time are compared too, for they are what is told of the move.
 * @returns the event to publish after the commit; throws CONFLICT `illegal_move` when the status is another, or one of them has just changed
 */
export async function moveAppointment(
  tx: Tx,
  appointment: Pick<AppointmentRow, 'id' | 'hostId' | 'guestId' | 'status' | 'scheduledAt'>,
  move: Move,
  now: Date,
): Promise<DomainEvent> {
  const { id, hostId, guestId, scheduledAt } = appointment;
  const status = statusAfter(appointment.status, move);
  const [result] = await tx
    .update(appointments)
    .set({ status, updatedAt: now, ...STAMPS[move](now) })
    .where(
      and(
        eq(appointments.id, id),
        eq(appointments.status, appointment.status),
        eq(appointments.hostId, hostId),
        eq(appointments.scheduledAt, scheduledAt),
      ),
    );
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'illegal_move', { move });
  return { type: 'appointment', id, hostId, guestId, status, at: now.toISOString() };
}
