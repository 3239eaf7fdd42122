import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { enqueueMessages, tellGuest } from '../messages/index.ts';
import { inviteReview } from '../reviews/index.ts';
import { readSettings } from '../settings/index.ts';
import { loadAppointment, requireOwn } from './load.ts';
import { moveAppointment } from './move.ts';

/** The meeting is over: in_progress → completed, and the guest is asked for feedback, unless it was given in the lobby. */
export async function finishVisit(ctx: Ctx, appointmentId: number): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const now = ctx.clock.now();
  const settings = await readSettings(ctx.db);
  const done = await inTransaction(ctx.db, async (tx) => {
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    const event = await moveAppointment(tx, appointment, 'finish', now);
    const guest = await tx.query.guests.findFirst({ where: eq(schema.guests.id, appointment.guestId) });
    if (!guest) throw new Error('an appointment without its guest');
    const token = await inviteReview(tx, appointment, now);
    const messageIds =
      token === null
        ? []
        : await tellGuest(tx, {
            kind: 'feedback',
            guest,
            appointmentId,
            values: {
              organisation: settings.organisationName,
              guest: guest.name,
              host: appointment.hostName,
              link: new URL(`/f/${token}`, ctx.pass.publicUrl).href,
            },
            channels: 'one',
            now,
          });
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.completed',
      subject: { type: 'appointment', id: appointmentId },
    });
    return { event, messageIds };
  });
  await enqueueMessages(ctx, done.messageIds);
  await publishAll(ctx, [done.event]);
}
