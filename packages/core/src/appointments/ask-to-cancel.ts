import { and, eq, isNull } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { notify } from '../notifications/index.ts';
import { resolvePass } from '../passes/index.ts';
import { loadAppointment } from './load.ts';

const { appointments } = schema;

/**
 * Whoever holds the pass of a visit asks that it be called off: its host is told, and decides. Asking twice tells once.
 * Throws NOT_FOUND as the pass page does, CONFLICT `not_now` when the guest has come or the visit is over.
 */
export async function askToCancel(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log' | 'pass'>,
  token: string,
): Promise<void> {
  authorise(ctx.actor, 'pass.view');
  const resolved = await resolvePass(ctx.db, ctx.pass, token);
  if (!resolved.found) throw new DomainError('NOT_FOUND', resolved.reason);
  const { appointmentId, revokedAt } = resolved.pass;
  if (!appointmentId || revokedAt) throw new DomainError('CONFLICT', 'not_now');
  const now = ctx.clock.now();
  const events = await inTransaction(ctx.db, async (tx) => {
    const [asked] = await tx
      .update(appointments)
      .set({ cancelRequestedAt: now })
      .where(
        and(
          eq(appointments.id, appointmentId),
          eq(appointments.status, 'scheduled'),
          isNull(appointments.cancelRequestedAt),
        ),
      );
    const appointment = await loadAppointment(tx, appointmentId);
    if (appointment.status !== 'scheduled') throw new DomainError('CONFLICT', 'not_now');
    if (asked.affectedRows === 0) return [];
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.cancel-requested',
      subject: { type: 'appointment', id: appointmentId },
    });
    const { hostId, guestId, guestName, scheduledAt, status } = appointment;
    const news = await notify(tx, {
      userId: hostId,
      kind: 'cancel_requested',
      appointmentId,
      data: { guestName, scheduledAt: scheduledAt.toISOString() },
      now,
    });
    return [news, { type: 'appointment' as const, id: appointmentId, hostId, guestId, status, at: now.toISOString() }];
  });
  await publishAll(ctx, events);
}
