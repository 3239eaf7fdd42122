import { and, eq, inArray } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise, requireUser, type Actor } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { DomainEvent } from '../events.ts';
import { enqueueMessages } from '../messages/index.ts';
import { notify } from '../notifications/index.ts';
import { readSettings } from '../settings/index.ts';
import { requireHost } from './host.ts';
import { loadAppointment, requireOwn, type AppointmentRow } from './load.ts';
import { tellChange } from './tell-change.ts';

const { appointments } = schema;
const OPEN = ['scheduled', 'waiting'] as const;

/**
 * Gives a visit to another host: both hosts and the guest are told. Hosts hand over their own, admins and the reception any.
 * Throws INVALID `host_unknown`, `same_host`; CONFLICT `illegal_move` once the meeting has begun or the visit is over.
 */
export async function handOverAppointment(ctx: Ctx, appointmentId: number, hostId: number): Promise<void> {
  authorise(ctx.actor, 'appointment.hand-over');
  const now = ctx.clock.now();
  const settings = await readSettings(ctx.db);
  const done = await inTransaction(ctx.db, async (tx) => {
    // A scan at this moment is seen, or waits and then tells the new host.
    await tx.select({ id: appointments.id }).from(appointments).where(eq(appointments.id, appointmentId)).for('update');
    const appointment = await loadAppointment(tx, appointmentId);
    if (requireUser(ctx.actor).role === 'host') requireOwn(ctx.actor, appointment);
    const host = await requireHost(tx, hostId);
    if (host.id === appointment.hostId) throw new DomainError('INVALID', 'same_host', { field: 'hostId' });
    const [result] = await tx
      .update(appointments)
      .set({ hostId: host.id, hostAnswer: null, hostAnsweredAt: null, escalatedAt: null, updatedAt: now })
      .where(and(eq(appointments.id, appointmentId), inArray(appointments.status, OPEN)));
    if (result.affectedRows !== 1) {
      throw new DomainError('CONFLICT', 'illegal_move', { status: appointment.status, move: 'hand-over' });
    }
    const { scheduledAt } = appointment;
    const outgoing = await tellChange(tx, ctx.pass, settings, {
      kind: 'handed_over',
      appointment,
      hostName: host.name,
      scheduledAt,
      now,
    });
    const notices = await tellHosts(tx, ctx.actor, appointment, host, now);
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.handed-over',
      subject: { type: 'appointment', id: appointmentId },
      data: { from: appointment.hostId, to: host.id },
    });
    return { appointment, notices, outgoing };
  });
  await enqueueMessages(ctx, done.outgoing);
  const { id, guestId, status } = done.appointment;
  // Told to both: it leaves one page and appears on the other.
  const moved = [done.appointment.hostId, hostId].map((whose): DomainEvent => ({
    type: 'appointment',
    id,
    hostId: whose,
    guestId,
    status,
    at: now.toISOString(),
  }));
  await publishAll(ctx, [...done.notices, ...moved]);
}

/** Whoever did it needs no telling. */
async function tellHosts(
  tx: Tx,
  actor: Actor,
  appointment: AppointmentRow,
  next: { id: number; name: string },
  now: Date,
): Promise<DomainEvent[]> {
  const { id: appointmentId, guestName, purpose, scheduledAt, status } = appointment;
  const data = { guestName, purpose, scheduledAt: scheduledAt.toISOString(), waiting: status === 'waiting' };
  const by = requireUser(actor).id;
  const events: DomainEvent[] = [];
  if (next.id !== by) {
    const from = { ...data, hostName: appointment.hostName };
    events.push(await notify(tx, { userId: next.id, kind: 'handed_over', appointmentId, data: from, now }));
  }
  if (appointment.hostId !== by) {
    const to = { ...data, hostName: next.name };
    events.push(await notify(tx, { userId: appointment.hostId, kind: 'handed_away', appointmentId, data: to, now }));
  }
  return events;
}
