import { and, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages } from './enqueue.ts';
import { messageEvent } from './event.ts';

const { messages } = schema;

/**
 * Gives a failed message another day of tries, under the same `waMessageId`: a phone that has it after all drops the repeat.
 * Throws NOT_FOUND `message_unknown`; CONFLICT `not_now` (not failed), `guest_stopped`, `appointment_cancelled`.
 */
export async function retryMessage(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  messageId: number,
): Promise<void> {
  authorise(ctx.actor, 'message.manage');
  const now = ctx.clock.now();
  const message = await inTransaction(ctx.db, async (tx) => {
    const [found] = await tx
      .select({ message: messages, stoppedAt: schema.guests.whatsappStoppedAt, visit: schema.appointments.status })
      .from(messages)
      .leftJoin(schema.guests, eq(schema.guests.id, messages.guestId))
      .leftJoin(schema.appointments, eq(schema.appointments.id, messages.appointmentId))
      .where(eq(messages.id, messageId));
    if (!found) throw new DomainError('NOT_FOUND', 'message_unknown');
    if (found.message.channel === 'whatsapp' && found.stoppedAt) throw new DomainError('CONFLICT', 'guest_stopped');
    // Its pass is revoked: the guest would come with a code that opens nothing.
    if (found.visit === 'cancelled' && found.message.passId !== null)
      throw new DomainError('CONFLICT', 'appointment_cancelled');
    const [result] = await tx
      .update(messages)
      .set({ status: 'queued', reason: null, notBefore: null, retriedAt: now })
      .where(and(eq(messages.id, messageId), eq(messages.status, 'failed')));
    if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'not_now', { status: found.message.status });
    await recordAudit(tx, ctx.actor, now, {
      action: 'message.retried',
      subject: { type: 'message', id: messageId },
      data: { reason: found.message.reason, failedAt: found.message.failedAt?.toISOString() ?? null },
    });
    return found.message;
  });
  await enqueueMessages(ctx, [messageId]);
  await publishAll(ctx, [await messageEvent(ctx.db, message, 'queued', now)]);
}
