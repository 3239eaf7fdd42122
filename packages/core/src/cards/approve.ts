import { inTransaction } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { lockMember, setStatus, statusAfter } from '../members/index.ts';
import { enqueueMessages } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { yearOf } from '../time.ts';
import { liveCard, makeCard, sendCard, type Card } from './make.ts';

/** Admits a member (again): active, with this year's card, which is sent. Throws NOT_FOUND `member_unknown`, CONFLICT `not_now`. */
export async function approveMember(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log' | 'pass'>,
  memberId: number,
): Promise<Card> {
  authorise(ctx.actor, 'card.issue');
  const { organisationName, timeZone } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const year = yearOf(now, timeZone);
  const approved = await inTransaction(ctx.db, async (tx) => {
    const member = await lockMember(tx, memberId);
    const status = statusAfter(member.status, 'approve');
    if (!status) throw new DomainError('CONFLICT', 'not_now');
    await setStatus(tx, member, status, now);
    const card =
      (await liveCard(tx, ctx.pass, memberId, year)) ?? (await makeCard(tx, ctx.pass, { memberId, year, now }));
    const given = { member, card, year, organisation: organisationName, channels: 'every' as const, now };
    const outgoing = await sendCard(tx, ctx.pass, given);
    await recordAudit(tx, ctx.actor, now, {
      action: 'member.approved',
      subject: { type: 'member', id: memberId },
      data: { passId: card.passId, year },
    });
    return { card, outgoing };
  });
  await enqueueMessages(ctx, approved.outgoing);
  return approved.card;
}
