import { and, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { messageEvent } from './event.ts';

const { messages } = schema;

/**
 * Calls off a message that still waits. Whoever sends it takes it by the same compare-and-set, so it is either sent or called off.
 * Throws NOT_FOUND `message_unknown`; CONFLICT `not_now` when it is on its way already.
 */
export async function cancelMessage(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  messageId: number,
): Promise<void> {
  authorise(ctx.actor, 'message.manage');
  const now = ctx.clock.now();
  const message = await inTransaction(ctx.db, async (tx) => {
    const [result] = await tx
      .update(messages)
      .set({ status: 'cancelled', reason: 'cancelled_by_admin', cancelledAt: now, secret: null })
      .where(and(eq(messages.id, messageId), eq(messages.status, 'queued')));
    const found = await tx.query.messages.findFirst({ where: eq(messages.id, messageId) });
    if (!found) throw new DomainError('NOT_FOUND', 'message_unknown');
    if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'not_now', { status: found.status });
    await recordAudit(tx, ctx.actor, now, { action: 'message.cancelled', subject: { type: 'message', id: messageId } });
    return found;
  });
  await publishAll(ctx, [await messageEvent(ctx.db, message, 'cancelled', now)]);
}
