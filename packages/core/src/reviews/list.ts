import { and, avg, count, desc, eq, isNotNull, lt } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';

const { reviews, appointments, guests, users } = schema;

export interface ReviewRow {
  id: number;
  rating: number | null;
  comment: string | null;
  submittedAt: Date | null;
  guestName: string;
  hostName: string;
}

/** Reviews given, newest first: hosts see their own, admins all. `average` is over all of them, null without any. */
export async function listReviews(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  page: { before?: number | undefined; limit: number },
): Promise<{ items: ReviewRow[]; total: number; average: number | null }> {
  authorise(ctx.actor, 'review.read');
  const user = requireUser(ctx.actor);
  const mine = and(isNotNull(reviews.submittedAt), user.role === 'host' ? eq(reviews.hostId, user.id) : undefined);
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
    .where(and(mine, page.before ? lt(reviews.id, page.before) : undefined))
    .orderBy(desc(reviews.id))
    .limit(page.limit);
  const [sum] = await ctx.db
    .select({ total: count(), average: avg(reviews.rating) })
    .from(reviews)
    .where(mine);
  return { items, total: sum?.total ?? 0, average: sum?.average ? Number(sum.average) : null };
}
