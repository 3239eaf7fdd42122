import { and, asc, count, desc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import { CARD_VERDICTS, type CardVerdict } from '../cards/index.ts';
import type { Ctx } from '../context.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds } from '../time.ts';

const { cardChecks, cardEvents, members, users } = schema;

const day = z.iso.date('time_invalid').optional();
export const listCardChecksSchema = pageInput.extend({
  /** First and last day on which it was checked, in the school's zone. */
  from: day,
  to: day,
  verdict: z.enum(CARD_VERDICTS, 'invalid').optional(),
  /** At this event's entrance. */
  eventId: z.coerce.number().int().positive().optional(),
});
type Filter = Omit<z.output<typeof listCardChecksSchema>, 'page' | 'pageSize'>;

export interface CardCheckRow {
  id: number;
  checkedAt: Date;
  /** Checks by anybody that this row stands for, and the last of them. */
  times: number;
  lastAt: Date;
  verdict: CardVerdict;
  /** Null where the code led to no member. */
  memberId: number | null;
  member: string | null;
  year: number | null;
  legacy: boolean;
  /** Name of who checked; null for anybody. */
  user: string | null;
  eventId: number | null;
  event: string | null;
  outcome: (typeof cardChecks.$inferSelect)['outcome'];
  method: (typeof cardChecks.$inferSelect)['method'];
  desk: string | null;
}

/** Every check of a membership card: by anybody, by the staff, and at entrances; the latest first. */
export async function listCardChecks(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listCardChecksSchema>,
): Promise<Page<CardCheckRow>> {
  authorise(ctx.actor, 'audit.read');
  const { page, pageSize, ...filter } = listCardChecksSchema.parse(input);
  const wanted = await conditions(ctx.db, filter);
  const { ids, total } = await pageIds(
    { page, pageSize },
    () => ctx.db.select({ n: count() }).from(cardChecks).where(wanted),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: cardChecks.id })
        .from(cardChecks)
        .where(wanted)
        .orderBy(fromEnd ? asc(cardChecks.id) : desc(cardChecks.id))
        .limit(limit)
        .offset(offset),
  );
  const rows = await ctx.db
    .select({ check: cardChecks, member: members.name, user: users.name, event: cardEvents.name })
    .from(cardChecks)
    .leftJoin(members, eq(members.id, cardChecks.memberId))
    .leftJoin(users, eq(users.id, cardChecks.userId))
    .leftJoin(cardEvents, eq(cardEvents.id, cardChecks.eventId))
    .where(inArray(cardChecks.id, ids))
    .orderBy(desc(cardChecks.id));
  const items = rows.map(({ check: { burst: _burst, userId: _userId, verdict, ...check }, ...names }) => ({
    ...check,
    ...names,
    verdict: CARD_VERDICTS.find((known) => known === verdict) ?? 'unreadable',
  }));
  return { items, total, page, pageSize };
}

async function conditions(db: Db, { from, to, verdict, eventId }: Filter): Promise<SQL | undefined> {
  const { timeZone } = await readSettings(db);
  return and(
    from ? gte(cardChecks.checkedAt, dayBounds(from, timeZone).start) : undefined,
    to ? lt(cardChecks.checkedAt, dayBounds(to, timeZone).end) : undefined,
    verdict ? eq(cardChecks.verdict, verdict) : undefined,
    eventId ? eq(cardChecks.eventId, eventId) : undefined,
  );
}
