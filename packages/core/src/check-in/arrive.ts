import { schema, type Tx } from '@sowan/db';
import { moveAppointment } from '../appointments/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import type { DomainEvent } from '../events.ts';
import { enqueueMessages, tellHostOfArrival, type Outgoing } from '../messages/index.ts';
import { notify } from '../notifications/index.ts';
import { checkInRow, type Attempt } from './attempt.ts';
import type { DeskAppointment } from './find.ts';

type ArrivalCtx = Pick<Ctx, 'db' | 'clock' | 'events' | 'jobs' | 'log'>;
export type Arrival = Attempt & { appointment: DeskAppointment };

export interface Arrived {
  checkInId: number;
  events: DomainEvent[];
  outgoing: Outgoing[];
}

/** What follows an arrival once it is committed. */
export async function announceArrival(ctx: ArrivalCtx, { events, outgoing }: Arrived): Promise<void> {
  await publishAll(ctx, events);
  await enqueueMessages(ctx, outgoing);
}

/**
 * The guest is in: the appointment moves, the check-in holds the admission, the host has a notice. In the caller's transaction.
 * @returns the check-in's id, and what to publish and to hand to the queues after the commit
 */
export async function writeArrival(tx: Tx, attempt: Arrival): Promise<Arrived> {
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
  const { id: appointmentId, hostId } = appointment;
  const outgoing = appointment.hostByWhatsapp
    ? await tellHostOfArrival(tx, { hostId, appointmentId, guestName, purpose, desk: scan.desk, now })
    : [];
  return { checkInId: row.id, events: [notice, moved], outgoing };
}
