import { and, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { checkTime } from './check-time.ts';
import { loadAppointment, requireOwn } from './load.ts';
import { checkDayNotOver } from './rules.ts';
import { rescheduleSchema, type Reschedule } from './schemas.ts';
import { tellChange } from './tell-change.ts';

const { appointments } = schema;

/**
 * Moves an appointment to another time; the pass stays valid and the guest is told. The time it already has changes nothing, so a
 * request sent twice tells the guest once. Throws CONFLICT `illegal_move` once the guest has come, `day_over`, or what booking throws.
 */
export async function rescheduleAppointment(ctx: Ctx, appointmentId: number, input: Reschedule): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const { scheduledAt } = rescheduleSchema.parse(input);
  const now = ctx.clock.now();
  const settings = await readSettings(ctx.db);
  await checkTime(ctx.db, scheduledAt, now, settings);
  const done = await inTransaction(ctx.db, async (tx) => {
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    if (appointment.scheduledAt.getTime() === scheduledAt.getTime()) return null;
    if (appointment.status === 'scheduled') checkDayNotOver(appointment.scheduledAt, now, settings.timeZone);
    const [result] = await tx
      .update(appointments)
      .set({ scheduledAt, cancelRequestedAt: null, updatedAt: now })
      .where(
        and(
          eq(appointments.id, appointmentId),
          eq(appointments.status, 'scheduled'),
          eq(appointments.scheduledAt, appointment.scheduledAt),
        ),
      );
    if (result.affectedRows !== 1) {
      throw new DomainError('CONFLICT', 'illegal_move', { status: appointment.status, move: 'reschedule' });
    }
    const { hostName } = appointment;
    const kind = 'rescheduled';
    const outgoing = await tellChange(tx, ctx.pass, settings, { kind, appointment, hostName, scheduledAt, now });
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.rescheduled',
      subject: { type: 'appointment', id: appointmentId },
      data: { from: appointment.scheduledAt.toISOString(), to: scheduledAt.toISOString() },
    });
    return { appointment, outgoing };
  });
  if (!done) return;
  await enqueueMessages(ctx, done.outgoing);
  const { id, hostId, guestId } = done.appointment;
  await publishAll(ctx, [{ type: 'appointment', id, hostId, guestId, status: 'scheduled', at: now.toISOString() }]);
}
