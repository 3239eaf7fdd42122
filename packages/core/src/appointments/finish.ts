import { inTransaction } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { enqueueMessages } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { askFeedback } from './ask-feedback.ts';
import { loadAppointment, requireOwn } from './load.ts';
import { moveAppointment } from './move.ts';

/** The meeting is over: in_progress → completed, and the guest is asked for feedback. */
export async function finishVisit(ctx: Ctx, appointmentId: number): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const now = ctx.clock.now();
  const settings = await readSettings(ctx.db);
  const done = await inTransaction(ctx.db, async (tx) => {
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    const event = await moveAppointment(tx, appointment, 'finish', now);
    const outgoing = await askFeedback(tx, ctx.pass, settings, { appointment, now });
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.completed',
      subject: { type: 'appointment', id: appointmentId },
    });
    return { event, outgoing };
  });
  await enqueueMessages(ctx, done.outgoing);
  await publishAll(ctx, [done.event]);
}
