import { inTransaction, schema } from '@sowan/db';
import { eq } from 'drizzle-orm';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { lockMember } from './lock.ts';

/**
 * Lets mail that goes to many at once reach a member again who had unsubscribed, and now asks for it. Throws NOT_FOUND `member_unknown`,
 * CONFLICT `not_now`.
 */
export async function resubscribeMember(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, memberId: number): Promise<void> {
  authorise(ctx.actor, 'member.manage');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const { bulkMailStoppedAt } = await lockMember(tx, memberId);
    if (!bulkMailStoppedAt) throw new DomainError('CONFLICT', 'not_now');
    await tx
      .update(schema.members)
      .set({ bulkMailStoppedAt: null, updatedAt: now })
      .where(eq(schema.members.id, memberId));
    await recordAudit(tx, ctx.actor, now, {
      action: 'member.resubscribed',
      subject: { type: 'member', id: memberId },
      data: { unsubscribedAt: bulkMailStoppedAt.toISOString() },
    });
  });
}
