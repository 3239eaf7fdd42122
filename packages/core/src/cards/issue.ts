import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { lockMember } from '../members/index.ts';
import { enqueueMessages } from '../messages/index.ts';
import { dropImages } from '../passes/index.ts';
import { readSettings } from '../settings/index.ts';
import { yearOf } from '../time.ts';
import { liveCard, makeCard, sendCard, type Card } from './make.ts';
import { channelsSchema, yearSchema } from './schemas.ts';

/** Why a card that still holds is replaced; kept on the old one. */
export const REISSUE_REASONS = ['lost', 'stolen', 'damaged', 'misused', 'reissued'] as const;

export const issueCardSchema = z.object({
  /** Default: this year. */
  year: yearSchema.optional(),
  /** Replaces a card that still holds: the old one is revoked for this reason. Without it the card there is gets sent again. */
  replace: z.enum(REISSUE_REASONS).optional(),
  channels: channelsSchema.default('every'),
});

/**
 * One member's card of a year, made when there is none, and sent. Throws NOT_FOUND `member_unknown`, CONFLICT `member_not_active`.
 * @returns the card, whether it is new, and how many messages bring it
 */
export async function issueCard(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log' | 'pass'>,
  memberId: number,
  input: z.input<typeof issueCardSchema> = {},
): Promise<Card & { year: number; made: boolean; messages: number }> {
  authorise(ctx.actor, 'card.issue');
  const { replace, channels, year: wanted } = issueCardSchema.parse(input);
  const { organisationName, timeZone } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const year = wanted ?? yearOf(now, timeZone);
  const issued = await inTransaction(ctx.db, async (tx) => {
    const member = await lockMember(tx, memberId);
    if (member.status !== 'active') throw new DomainError('CONFLICT', 'member_not_active');
    const old = await liveCard(tx, ctx.pass, memberId, year);
    const revoked = old && replace ? await revokeCard(tx, old.passId, replace, now) : null;
    const kept = replace ? null : old;
    const card = kept ?? (await makeCard(tx, ctx.pass, { memberId, year, now }));
    const given = { member, card, year, organisation: organisationName, channels, now };
    const outgoing = await sendCard(tx, ctx.pass, given);
    await recordAudit(tx, ctx.actor, now, {
      action: kept ? 'card.resent' : 'card.issued',
      subject: { type: 'member', id: memberId },
      data: { passId: card.passId, year, ...(revoked === null ? {} : { replaces: old?.passId, reason: replace }) },
    });
    return { card, made: !kept, revoked, outgoing };
  });
  await enqueueMessages(ctx, issued.outgoing);
  if (issued.revoked !== null) await dropImages(ctx, [issued.revoked]);
  return { ...issued.card, year, made: issued.made, messages: issued.outgoing.length };
}

/** @returns the code of the revoked card, for `dropImages` after the commit */
async function revokeCard(tx: Tx, passId: number, reason: string, now: Date): Promise<bigint | null> {
  await tx.update(schema.passes).set({ revokedAt: now, revokedReason: reason }).where(eq(schema.passes.id, passId));
  const pass = await tx.query.passes.findFirst({ where: eq(schema.passes.id, passId), columns: { code: true } });
  return pass?.code ?? null;
}
