import { desc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { getMember } from '../members/index.ts';
import { passLink, tokenOf } from '../passes/index.ts';
import type { Card } from './make.ts';

export interface MemberCard extends Card {
  year: number;
  /** The card's page. */
  link: string;
  createdAt: Date;
  revokedAt: Date | null;
  revokedReason: string | null;
}

/** A member's cards, newest first. Throws NOT_FOUND `member_unknown`. */
export async function cardsOfMember(ctx: Pick<Ctx, 'db' | 'actor' | 'pass'>, memberId: number): Promise<MemberCard[]> {
  authorise(ctx.actor, 'member.read');
  await getMember(ctx, memberId);
  const rows = await ctx.db.query.passes.findMany({
    where: eq(schema.passes.memberId, memberId),
    orderBy: desc(schema.passes.id),
  });
  return rows.map((row) => {
    const token = tokenOf(ctx.pass, row);
    const { id: passId, createdAt, revokedAt, revokedReason } = row;
    return { passId, year: row.year ?? 0, token, link: passLink(ctx.pass, token), createdAt, revokedAt, revokedReason };
  });
}
