import { and, asc, avg, count, desc, eq, gte, inArray, isNotNull, lt, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds } from '../time.ts';
import type { ReviewRow } from './list.ts';

const { reviews, appointments, guests, users } = schema;

/** Fewer would show what one guest said of one host. */
const FEWEST_FOR_AVERAGE = 5;

const day = z.iso.date('time_invalid').optional();
export const findReviewsSchema = pageInput.extend({
  hostId: z.coerce.number().int().positive().optional(),
  rating: z.coerce.number().int().min(1).max(5).optional(),
  /** First and last day on which it was given, in the school's zone. */
  from: day,
  to: day,
});

export interface HostAverage {
  hostId: number;
  hostName: string;
  reviews: number;
  /** 1 to 5; null while there are fewer than five. */
  average: number | null;
}

/** Reviews given, newest first, filtered: hosts find their own. */
export async function findReviews(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof findReviewsSchema>,
): Promise<Page<ReviewRow>> {
  authorise(ctx.actor, 'review.read');
  const { page, pageSize, ...filter } = findReviewsSchema.parse(input);
  const wanted = await conditions(ctx, filter);
  const { ids, total } = await pageIds(
    { page, pageSize },
    () => ctx.db.select({ n: count() }).from(reviews).where(wanted),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: reviews.id })
        .from(reviews)
        .where(wanted)
        .orderBy(...newestFirst(fromEnd))
        .limit(limit)
        .offset(offset),
  );
  const items = await ctx.db
    .select({
      id: reviews.id,
      rating: reviews.rating,
      comment: reviews.comment,
      submittedAt: reviews.submittedAt,
      guestName: guests.name,
      hostName: users.name,
    })
    .from(reviews)
    .innerJoin(appointments, eq(appointments.id, reviews.appointmentId))
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, reviews.hostId))
    .where(inArray(reviews.id, ids))
    .orderBy(...newestFirst(false));
  return { items, total, page, pageSize };
}

function newestFirst(reversed: boolean): SQL[] {
  const direction = reversed ? asc : desc;
  return [direction(reviews.submittedAt), direction(reviews.id)];
}

/** How each host was rated in the period: an average from five reviews on. Hosts see their own line. */
export async function averagesByHost(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: Pick<z.input<typeof findReviewsSchema>, 'from' | 'to'>,
): Promise<HostAverage[]> {
  authorise(ctx.actor, 'review.read');
  const { from, to } = findReviewsSchema.parse(input);
  const rows = await ctx.db
    .select({ hostId: users.id, hostName: users.name, reviews: count(), average: avg(reviews.rating) })
    .from(reviews)
    .innerJoin(users, eq(users.id, reviews.hostId))
    .where(await conditions(ctx, { from, to }))
    .groupBy(users.id, users.name)
    .orderBy(desc(sql`count(*)`), asc(users.name))
    .limit(500);
  return rows.map((row) => ({
    ...row,
    average: row.reviews >= FEWEST_FOR_AVERAGE && row.average !== null ? Number(row.average) : null,
  }));
}

async function conditions(
  ctx: { db: Db; actor: Ctx['actor'] },
  {
    hostId,
    rating,
    from,
    to,
  }: { hostId?: number | undefined; rating?: number | undefined; from?: string | undefined; to?: string | undefined },
): Promise<SQL | undefined> {
  const user = requireUser(ctx.actor);
  const { timeZone } = await readSettings(ctx.db);
  const host = user.role === 'host' ? user.id : hostId;
  return and(
    isNotNull(reviews.submittedAt),
    host ? eq(reviews.hostId, host) : undefined,
    rating ? eq(reviews.rating, rating) : undefined,
    from ? gte(reviews.submittedAt, dayBounds(from, timeZone).start) : undefined,
    to ? lt(reviews.submittedAt, dayBounds(to, timeZone).end) : undefined,
  );
}
