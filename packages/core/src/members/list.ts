import { and, asc, count, desc, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';
import { yearOf } from '../time.ts';
import { membersMatching } from './filter.ts';
import type { Member } from './lock.ts';
import { memberFilterSchema } from './schemas.ts';

const { members, passes } = schema;

export interface MemberRow extends Pick<
  Member,
  | 'id'
  | 'number'
  | 'name'
  | 'email'
  | 'phone'
  | 'type'
  | 'status'
  | 'locale'
  | 'memberSince'
  | 'mailBouncedAt'
  | 'mailBounce'
  | 'bulkMailStoppedAt'
  | 'whatsappStoppedAt'
> {
  /** Years of the member's live cards, newest first. */
  cardYears: number[];
}

const columns = {
  id: members.id,
  number: members.number,
  name: members.name,
  email: members.email,
  phone: members.phone,
  type: members.type,
  status: members.status,
  locale: members.locale,
  memberSince: members.memberSince,
  mailBouncedAt: members.mailBouncedAt,
  mailBounce: members.mailBounce,
  bulkMailStoppedAt: members.bulkMailStoppedAt,
  whatsappStoppedAt: members.whatsappStoppedAt,
};

export const memberListSchema = pageInput.extend(memberFilterSchema.shape);

/** Members that match, newest number last in each year, a page at a time. */
export async function listMembers(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof memberListSchema>,
): Promise<Page<MemberRow>> {
  authorise(ctx.actor, 'member.read');
  const { page, pageSize, ...filter } = memberListSchema.parse(input);
  const { timeZone } = await readSettings(ctx.db);
  const matching = membersMatching(ctx.db, filter, yearOf(ctx.clock.now(), timeZone));
  const { ids, total } = await pageIds(
    { page, pageSize },
    () => ctx.db.select({ n: count() }).from(members).where(matching),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: members.id })
        .from(members)
        .where(matching)
        .orderBy(...byName(fromEnd))
        .limit(limit)
        .offset(offset),
  );
  const rows = await ctx.db
    .select(columns)
    .from(members)
    .where(inArray(members.id, ids))
    .orderBy(...byName(false));
  return { items: await withCardYears(ctx, rows), total, page, pageSize };
}

function byName(reversed: boolean): SQL[] {
  const direction = reversed ? desc : asc;
  return [direction(members.name), direction(members.id)];
}

/** One member. Throws NOT_FOUND `member_unknown`. */
export async function getMember(ctx: Pick<Ctx, 'db' | 'actor'>, memberId: number): Promise<MemberRow> {
  authorise(ctx.actor, 'member.read');
  const [member] = await withCardYears(ctx, await ctx.db.select(columns).from(members).where(eq(members.id, memberId)));
  if (!member) throw new DomainError('NOT_FOUND', 'member_unknown');
  return member;
}

/** The kinds of members there are, for the filter to offer. */
export async function memberTypes(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<string[]> {
  authorise(ctx.actor, 'member.read');
  const rows = await ctx.db.selectDistinct({ type: members.type }).from(members).orderBy(asc(members.type)).limit(100);
  return rows.map((row) => row.type);
}

async function withCardYears(ctx: Pick<Ctx, 'db'>, rows: Omit<MemberRow, 'cardYears'>[]): Promise<MemberRow[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const cards = await ctx.db
    .select({ memberId: passes.memberId, year: passes.year })
    .from(passes)
    .where(and(inArray(passes.memberId, ids), isNull(passes.revokedAt)))
    .orderBy(desc(passes.year));
  const yearsOf = (id: number) => cards.flatMap((card) => (card.memberId === id && card.year ? [card.year] : []));
  return rows.map((row) => ({ ...row, cardYears: yearsOf(row.id) }));
}
