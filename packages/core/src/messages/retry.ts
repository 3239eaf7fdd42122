import { and, eq, gt, inArray } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages } from './enqueue.ts';
import { messageEvent } from './event.ts';
import type { Message } from './message.ts';
import { memberStopped } from './stopped.ts';

const { appointments, messages } = schema;

/** After these an older message about the same visit tells what is no longer so. */
const CHANGES = ['rescheduled', 'handed_over', 'cancelled'];

/**
 * Gives a failed message another day of tries, under the same `waMessageId`: a phone that has it after all drops the repeat.
 * Throws NOT_FOUND `message_unknown`; CONFLICT `not_now` (not failed), `guest_stopped`, `appointment_cancelled`, `appointment_changed`.
 */
export async function retryMessage(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  messageId: number,
): Promise<void> {
  authorise(ctx.actor, 'message.manage');
  const now = ctx.clock.now();
  const message = await inTransaction(ctx.db, async (tx) => {
    const [found] = await tx
      .select({ message: messages, stoppedAt: schema.guests.whatsappStoppedAt })
      .from(messages)
      .leftJoin(schema.guests, eq(schema.guests.id, messages.guestId))
      .where(eq(messages.id, messageId));
    if (!found) throw new DomainError('NOT_FOUND', 'message_unknown');
    const { channel, recipient } = found.message;
    if (channel === 'whatsapp' && (found.stoppedAt || (await memberStopped(tx, recipient)))) {
      throw new DomainError('CONFLICT', 'guest_stopped');
    }
    await requireStillTrue(tx, found.message);
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
  await enqueueMessages(ctx, [{ ...message, notBefore: null }]);
  await publishAll(ctx, [await messageEvent(ctx.db, message, 'queued', now)]);
}

/** The visit's row is locked: a change made at this moment is seen, or waits and then withdraws what is queued. */
async function requireStillTrue(tx: Tx, message: Message): Promise<void> {
  if (message.appointmentId === null || message.passId === null) return;
  const [visit] = await tx
    .select({ status: appointments.status })
    .from(appointments)
    .where(eq(appointments.id, message.appointmentId))
    .for('update');
  // Its pass is revoked: the guest would come with a code that opens nothing.
  if (visit?.status === 'cancelled') throw new DomainError('CONFLICT', 'appointment_cancelled');
  const newer = await tx.query.messages.findFirst({
    where: and(
      eq(messages.appointmentId, message.appointmentId),
      gt(messages.id, message.id),
      inArray(messages.kind, CHANGES),
      message.guestId ? eq(messages.guestId, message.guestId) : undefined,
    ),
    columns: { id: true },
  });
  if (newer) throw new DomainError('CONFLICT', 'appointment_changed');
}
