import { and, eq, inArray, isNotNull, type SQL } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Locale } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { qrTextOf, tokenOf } from '../passes/index.ts';

const { members, passes } = schema;

/** What stands on a membership card. */
export interface CardFacts {
  passId: number;
  number: string;
  name: string;
  type: string;
  locale: Locale;
  /** Calendar day, `2025-01-15`. */
  memberSince: string;
  /** Calendar year it is valid for. */
  year: number;
  /** What somebody may type instead of scanning. */
  token: string;
  /** What its QR code carries. */
  qrText: string;
}

/** The cards of these passes, by member number; what is no card is left out. For our own processes: asks for no permission. */
export async function cardFacts(ctx: Pick<Ctx, 'db' | 'pass'>, passIds: number[]): Promise<CardFacts[]> {
  return passIds.length === 0 ? [] : cardsWhere(ctx, inArray(passes.id, passIds), passIds.length);
}

/** The first cards that fit a condition on passes and members, by member number. */
export async function cardsWhere(
  ctx: Pick<Ctx, 'db' | 'pass'>,
  condition: SQL | undefined,
  limit: number,
): Promise<CardFacts[]> {
  const rows = await ctx.db
    .select({ pass: passes, member: members })
    .from(passes)
    .innerJoin(members, eq(members.id, passes.memberId))
    .where(and(condition, isNotNull(passes.year)))
    .orderBy(members.number)
    .limit(limit);
  return rows.map(({ pass, member }) => ({
    passId: pass.id,
    number: member.number,
    name: member.name,
    type: member.type,
    locale: member.locale,
    memberSince: member.memberSince,
    year: pass.year ?? 0,
    token: tokenOf(ctx.pass, pass),
    qrText: qrTextOf(ctx.pass, pass),
  }));
}
