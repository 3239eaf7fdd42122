import { and, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { notifyDesk } from '../notifications/index.ts';
import { loadAppointment, requireOwn } from './load.ts';
import type { HostAnswer } from './schemas.ts';

const { appointments } = schema;

/**
 * The host's answer while the guest waits: coming at once, in ten minutes, or a colleague is wanted (the desk is then told to find
 * one). It shows at the desk and on the guest's page; a later answer replaces it. Throws CONFLICT `illegal_move` unless the guest waits.
 */
export async function answerArrival(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  appointmentId: number,
  answer: HostAnswer,
): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const now = ctx.clock.now();
  const events = await inTransaction(ctx.db, async (tx) => {
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    const [result] = await tx
      .update(appointments)
      .set({ hostAnswer: answer, hostAnsweredAt: now, updatedAt: now })
      .where(and(eq(appointments.id, appointmentId), eq(appointments.status, 'waiting')));
    if (result.affectedRows !== 1) {
      throw new DomainError('CONFLICT', 'illegal_move', { status: appointment.status, move: 'answer' });
    }
    const { hostId, guestId, guestName, hostName, purpose } = appointment;
    const data = { guestName, hostName, purpose };
    const notices =
      answer === 'colleague' && appointment.hostAnswer !== 'colleague'
        ? await notifyDesk(tx, { kind: 'colleague_asked', appointmentId, data, now })
        : [];
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.answered',
      subject: { type: 'appointment', id: appointmentId },
      data: { answer },
    });
    const told = { type: 'appointment' as const, id: appointmentId, hostId, guestId, status: 'waiting' as const };
    return [...notices, { ...told, at: now.toISOString() }];
  });
  await publishAll(ctx, events);
}
