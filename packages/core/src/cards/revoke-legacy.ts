import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { getMember, lockMember } from '../members/index.ts';
import { REISSUE_REASONS } from './issue.ts';
import { yearSchema } from './schemas.ts';

const { legacyCardRevocations } = schema;

export const revokeLegacyCardSchema = z.object({ year: yearSchema, reason: z.enum(REISSUE_REASONS).default('lost') });

/**
 * Makes a member's card of the predecessor void: whoever checks it reads that it is revoked. Throws NOT_FOUND `member_unknown`, CONFLICT
 * `already_revoked`.
 */
export async function revokeLegacyCard(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  memberId: number,
  input: z.input<typeof revokeLegacyCardSchema>,
): Promise<void> {
  authorise(ctx.actor, 'card.issue');
  const { year, reason } = revokeLegacyCardSchema.parse(input);
  const now = ctx.clock.now();
  const userId = ctx.actor.type === 'user' ? ctx.actor.id : null;
  try {
    await inTransaction(ctx.db, async (tx) => {
      await lockMember(tx, memberId);
      await tx.insert(legacyCardRevocations).values({ memberId, year, reason, userId, revokedAt: now });
      await recordAudit(tx, ctx.actor, now, {
        action: 'legacy-card.revoked',
        subject: { type: 'member', id: memberId },
        data: { year, reason },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'already_revoked');
    throw error;
  }
}

export interface LegacyRevocations {
  /** Whether such cards are accepted at all (`LEGACY_QR_SECRET`). */
  honoured: boolean;
  revoked: { year: number; reason: string; revokedAt: Date }[];
}

/** A member's cards of the predecessor that were revoked, the latest year first. Throws NOT_FOUND `member_unknown`. */
export async function legacyRevocations(
  ctx: Pick<Ctx, 'db' | 'actor' | 'pass'>,
  memberId: number,
): Promise<LegacyRevocations> {
  await getMember(ctx, memberId);
  const revoked = await ctx.db.query.legacyCardRevocations.findMany({
    where: eq(legacyCardRevocations.memberId, memberId),
    columns: { year: true, reason: true, revokedAt: true },
    orderBy: desc(legacyCardRevocations.year),
  });
  return { honoured: ctx.pass.legacySecret !== undefined, revoked };
}
