import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { unreachableBy, type CardChannels, type Unreachable } from './rules.ts';
import { cardRunSchema, selectedMembers } from './selection.ts';

const { members, passes } = schema;

export interface CardRehearsal {
  year: number;
  /** Members the selection names. */
  total: number;
  /** New cards that would be made. */
  toMake: number;
  /** Who has a card of that year: left out, or sent it again when the run is to resend. */
  haveCard: number;
  /** Left out: pending and inactive members. */
  notActive: number;
  /** Of the active ones. */
  withoutEmail: number;
  withoutPhone: number;
  /** The last mail to them came back. */
  bounced: number;
  /** Want no more mail of the kind that many get at once. */
  unsubscribed: number;
  /** Active members whom the chosen channels do not reach; their cards are made, and the run says so. */
  unreachable: number;
  /** The first of them, by name. */
  examples: { id: number; number: string; name: string; reason: Unreachable }[];
}

const EXAMPLES = 50;

/** What a run would do, without doing any of it. */
export async function rehearseCardRun(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof cardRunSchema>,
): Promise<CardRehearsal> {
  authorise(ctx.actor, 'card.issue');
  const wish = cardRunSchema.parse(input);
  const selected = selectedMembers(ctx.db, wish);
  const active = sql`${members.status} = 'active'`;
  const hasCard = sql`${passes.id} is not null`;
  const served = wish.resend ? active : sql`${active} and not ${hasCard}`;
  const cut = unreached(wish.channels);
  const counting = (condition: SQL) => sql<number>`coalesce(sum(${condition}), 0)`.mapWith(Number);
  const [counts] = await ctx.db
    .select({
      total: sql<number>`count(*)`.mapWith(Number),
      toMake: counting(sql`${active} and not ${hasCard}`),
      haveCard: counting(sql`${active} and ${hasCard}`),
      notActive: counting(sql`not ${active}`),
      withoutEmail: counting(sql`${active} and ${members.email} is null`),
      withoutPhone: counting(sql`${active} and ${members.phone} is null`),
      bounced: counting(sql`${active} and ${members.mailBouncedAt} is not null`),
      unsubscribed: counting(sql`${active} and ${members.bulkMailStoppedAt} is not null`),
      unreachable: counting(sql`${served} and ${cut}`),
    })
    .from(members)
    .leftJoin(passes, cardOf(wish.year))
    .where(selected);
  const rows = await ctx.db
    .select({ member: members })
    .from(members)
    .leftJoin(passes, cardOf(wish.year))
    .where(and(selected, served, cut))
    .orderBy(asc(members.name), asc(members.id))
    .limit(EXAMPLES);
  const examples = rows.flatMap(({ member }) => {
    const reason = unreachableBy(wish.channels, member);
    return reason ? [{ id: member.id, number: member.number, name: member.name, reason }] : [];
  });
  if (!counts) throw new Error('a count without a row');
  return { year: wish.year, ...counts, examples };
}

const cardOf = (year: number) => and(eq(passes.memberId, members.id), eq(passes.year, year), eq(passes.live, 1));

/** `unreachableBy` in SQL. */
function unreached(channels: CardChannels): SQL {
  const noEmail = sql`(${members.email} is null or ${members.bulkMailStoppedAt} is not null)`;
  const noWhatsapp = sql`(${members.phone} is null or ${members.whatsappStoppedAt} is not null)`;
  switch (channels) {
    case 'none':
      return sql`false`;
    case 'email':
      return noEmail;
    case 'whatsapp':
      return noWhatsapp;
    case 'every':
      return sql`(${noEmail} and ${noWhatsapp})`;
  }
}
