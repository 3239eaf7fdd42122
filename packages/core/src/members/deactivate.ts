import { inTransaction } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { lockMember, setStatus } from './lock.ts';
import { statusAfter } from './rules.ts';

/** Ends a membership. The cards stay in the books, and whoever checks one reads that its member is inactive. Throws CONFLICT `not_now`. */
export async function deactivateMember(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, memberId: number): Promise<void> {
  authorise(ctx.actor, 'member.manage');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const member = await lockMember(tx, memberId);
    const status = statusAfter(member.status, 'deactivate');
    if (!status) throw new DomainError('CONFLICT', 'not_now');
    await setStatus(tx, member, status, now);
    await recordAudit(tx, ctx.actor, now, {
      action: 'member.deactivated',
      subject: { type: 'member', id: memberId },
    });
  });
}
