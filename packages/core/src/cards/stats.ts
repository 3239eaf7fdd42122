import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { yearOf } from '../time.ts';

const { members, passes } = schema;

export interface CardStats {
  currentYear: string;
  totalMembers: number;
  activeMembers: number;
  membersWithQRCodes: number;
  membersWithCurrentYearQRCodes: number;
  activeMembersWithoutQRCodes: number;
  coverage: string;
  currentYearCoverage: string;
}

/**
 * How far cards have got, in the predecessor's eight fields. `coverage` is members with any card of all members, `currentYearCoverage` active
 * members with this year's card of active members (also what `membersWithCurrentYearQRCodes` counts): percentages with two decimals.
 */
export async function cardStats(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<CardStats> {
  authorise(ctx.actor, 'member.read');
  const { timeZone } = await readSettings(ctx.db);
  const year = yearOf(ctx.clock.now(), timeZone);
  const { total, active, withCard, activeWithCard } = await count(ctx.db, year);
  return {
    currentYear: String(year),
    totalMembers: total,
    activeMembers: active,
    membersWithQRCodes: withCard,
    membersWithCurrentYearQRCodes: activeWithCard,
    activeMembersWithoutQRCodes: active - activeWithCard,
    coverage: percent(withCard, total),
    currentYearCoverage: percent(activeWithCard, active),
  };
}

const percent = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole).toFixed(2);

async function count(db: Db, year: number) {
  const card = db
    .select({
      memberId: passes.memberId,
      current: sql<number>`max(${passes.year} = ${year})`.as('current'),
    })
    .from(passes)
    .where(and(isNotNull(passes.memberId), eq(passes.live, 1)))
    .groupBy(passes.memberId)
    .as('card');
  const number = (expression: ReturnType<typeof sql>) => sql<number>`coalesce(${expression}, 0)`.mapWith(Number);
  const [row] = await db
    .select({
      total: sql<number>`count(*)`.mapWith(Number),
      active: number(sql`sum(${members.status} = 'active')`),
      withCard: number(sql`sum(${card.memberId} is not null)`),
      activeWithCard: number(sql`sum(${members.status} = 'active' and ${card.current} = 1)`),
    })
    .from(members)
    .leftJoin(card, sql`${card.memberId} = ${members.id}`);
  return row ?? { total: 0, active: 0, withCard: 0, activeWithCard: 0 };
}
