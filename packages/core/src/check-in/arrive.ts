import { schema, type Tx } from '@sowan/db';
import { moveAppointment } from '../appointments/index.ts';
import type { DomainEvent } from '../events.ts';
import { notify } from '../notifications/index.ts';
import { checkInRow, type Attempt } from './attempt.ts';
import type { DeskAppointment } from './find.ts';

export type Arrival = Attempt & { appointment: DeskAppointment };

/**
 * The guest is in: the appointment moves, the check-in holds the admission, the host has a notice. In the caller's transaction.
 * @returns the check-in's id, and the events to publish after the commit
 */
export async function writeArrival(tx: Tx, attempt: Arrival): Promise<{ checkInId: number; events: DomainEvent[] }> {
  const { scan, now, appointment } = attempt;
  const moved = await moveAppointment(tx, appointment, 'arrive', now);
  const [row] = await tx
    .insert(schema.checkIns)
    .values({ ...checkInRow(attempt), admission: appointment.id, outcome: 'admitted' })
    .$returningId();
  if (!row) throw new Error('the insert returned no id');
  const { guestName, purpose, companions } = appointment;
  const notice = await notify(tx, {
    userId: appointment.hostId,
    kind: 'arrival',
    appointmentId: appointment.id,
    data: { guestName, purpose, companions, arrivedAt: now.toISOString(), desk: scan.desk },
    now,
  });
  return { checkInId: row.id, events: [notice, moved] };
}
