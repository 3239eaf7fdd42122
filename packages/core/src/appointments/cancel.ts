import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { enqueueMessages, inWords, tellGuest, withdrawMessages } from '../messages/index.ts';
import { dropImages, revokeAppointmentPasses } from '../passes/index.ts';
import { readSettings } from '../settings/index.ts';
import { loadAppointment, requireOwn } from './load.ts';
import { moveAppointment } from './move.ts';
import { checkDayNotOver } from './rules.ts';

/**
 * Calls a visit off before the guest has come: the pass is revoked, what is not yet sent is not tried again, the guest is told.
 * Throws CONFLICT `illegal_move` afterwards, `day_over` for a visit of a past day.
 */
export async function cancelAppointment(ctx: Ctx, appointmentId: number): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const now = ctx.clock.now();
  const settings = await readSettings(ctx.db);
  const done = await inTransaction(ctx.db, async (tx) => {
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    if (appointment.status === 'scheduled') checkDayNotOver(appointment.scheduledAt, now, settings.timeZone);
    const event = await moveAppointment(tx, appointment, 'cancel', now);
    const codes = await revokeAppointmentPasses(tx, appointmentId, 'cancelled', now);
    await withdrawMessages(tx, appointmentId, 'appointment_cancelled', now);
    const guest = await tx.query.guests.findFirst({ where: eq(schema.guests.id, appointment.guestId) });
    if (!guest) throw new Error('an appointment without its guest');
    const outgoing = await tellGuest(tx, {
      kind: 'cancelled',
      guest,
      appointmentId,
      values: {
        organisation: settings.organisationName,
        guest: guest.name,
        host: appointment.hostName,
        when: inWords(appointment.scheduledAt, guest.locale, settings.timeZone),
      },
      channels: 'every',
      now,
    });
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.cancelled',
      subject: { type: 'appointment', id: appointmentId },
    });
    return { event, outgoing, codes };
  });
  await enqueueMessages(ctx, done.outgoing);
  await dropImages(ctx, done.codes);
  await publishAll(ctx, [done.event]);
}
