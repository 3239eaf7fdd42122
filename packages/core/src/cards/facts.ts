import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Locale } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { qrTextOf } from '../passes/index.ts';

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
  /** What its QR code carries. */
  qrText: string;
}

/** The cards of these passes, by member number; what is no card is left out. For our own processes: asks for no permission. */
export async function cardFacts(ctx: Pick<Ctx, 'db' | 'pass'>, passIds: number[]): Promise<CardFacts[]> {
  if (passIds.length === 0) return [];
  const rows = await ctx.db
    .select({ pass: passes, member: members })
    .from(passes)
    .innerJoin(members, eq(members.id, passes.memberId))
    .where(and(inArray(passes.id, passIds), isNotNull(passes.year)))
    .orderBy(members.number);
  return rows.map(({ pass, member }) => ({
    passId: pass.id,
    number: member.number,
    name: member.name,
    type: member.type,
    locale: member.locale,
    memberSince: member.memberSince,
    year: pass.year ?? 0,
    qrText: qrTextOf(ctx.pass, pass),
  }));
}
