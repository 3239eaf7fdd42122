import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema, type Db, type Tx } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { hashReviewToken } from './invite.ts';
import { takeReview } from './take.ts';

const { reviews, appointments, guests, users } = schema;

/** What a guest says, however the page was reached. */
export const ratingFields = {
  rating: z.coerce.number({ error: 'rating_required' }).int().min(1, 'rating_required').max(5),
  comment: z
    .string()
    .trim()
    .max(1000, 'too_long')
    .optional()
    .transform((text) => text || null),
};
export const submitReviewSchema = z.object({ token: z.string().min(1).max(64), ...ratingFields });

export interface ReviewInvitation {
  organisationName: string;
  hostName: string;
  guestName: string;
  visitedAt: Date | null;
  timeZone: string;
  /** The rating given, null while the review is open. */
  rating: number | null;
}

/** What the feedback page asks about. Throws NOT_FOUND `review_unknown`. */
export async function openReview(ctx: Pick<Ctx, 'db'>, token: string): Promise<ReviewInvitation> {
  const row = await find(ctx.db, token);
  const { organisationName, timeZone } = await readSettings(ctx.db);
  const { hostName, guestName, visitedAt, rating } = row;
  return { organisationName, timeZone, hostName, guestName, visitedAt, rating };
}

/** Takes the guest's stars, once. Throws NOT_FOUND `review_unknown`, CONFLICT `review_given`. */
export async function submitReview(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  input: z.input<typeof submitReviewSchema>,
): Promise<void> {
  const { token, ...given } = submitReviewSchema.parse(input);
  const now = ctx.clock.now();
  const events = await inTransaction(ctx.db, async (tx) => takeReview(tx, ctx, await find(tx, token), given, now));
  await publishAll(ctx, events);
}

async function find(db: Db | Tx, token: string) {
  const [row] = await db
    .select({
      id: reviews.id,
      appointmentId: reviews.appointmentId,
      hostId: reviews.hostId,
      rating: reviews.rating,
      visitedAt: appointments.arrivedAt,
      guestName: guests.name,
      hostName: users.name,
    })
    .from(reviews)
    .innerJoin(appointments, eq(appointments.id, reviews.appointmentId))
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, reviews.hostId))
    .where(eq(reviews.tokenHash, hashReviewToken(token)));
  if (!row) throw new DomainError('NOT_FOUND', 'review_unknown');
  return row;
}
