import { inTransaction } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { loadAppointment, requireOwn } from './load.ts';
import { moveAppointment } from './move.ts';

/** The host has met the waiting guest: waiting → in_progress. */
export async function meetGuest(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  appointmentId: number,
): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const now = ctx.clock.now();
  const event = await inTransaction(ctx.db, async (tx) => {
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    const moved = await moveAppointment(tx, appointment, 'meet', now);
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.met',
      subject: { type: 'appointment', id: appointmentId },
    });
    return moved;
  });
  await publishAll(ctx, [event]);
}
