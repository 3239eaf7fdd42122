import { and, desc, eq, gte, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema, type Db, type Tx } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { inviteReview } from './invite.ts';
import { ratingFields } from './submit.ts';
import { takeReview } from './take.ts';

const { appointments, guests, reviews } = schema;

export const lobbyReviewSchema = z.object({
  /** As typed: the number that the visit was booked with. */
  phone: z.string().trim().min(1, 'required').max(30, 'too_long'),
  ...ratingFields,
});

/**
 * Takes the review that a guest gives in the lobby, where the poster leads: for the latest visit of today under that number in
 * which the host was met and which has no review yet. Whether there is one is never told. Throws INVALID `phone_invalid`.
 */
export async function reviewFromLobby(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  input: z.input<typeof lobbyReviewSchema>,
): Promise<void> {
  const { phone: typed, ...given } = lobbyReviewSchema.parse(input);
  const { phoneRegion, timeZone } = await readSettings(ctx.db);
  const phone = toE164(typed, phoneRegion);
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'phone' });
  const now = ctx.clock.now();
  const visit = await visitToReview(ctx.db, phone, dayBounds(dayOf(now, timeZone), timeZone).start);
  if (!visit) return;
  try {
    const events = await inTransaction(ctx.db, async (tx) => {
      const open = await openOne(tx, visit, now);
      return takeReview(tx, ctx, open, { ...given, inLobby: true }, now);
    });
    await publishAll(ctx, events);
  } catch (error) {
    // The link in the message was faster.
    if (!(error instanceof DomainError && error.reason === 'review_given')) throw error;
  }
}

async function visitToReview(db: Db, phone: string, since: Date) {
  const [visit] = await db
    .select({ id: appointments.id, hostId: appointments.hostId, guestName: guests.name })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .leftJoin(reviews, eq(reviews.appointmentId, appointments.id))
    .where(
      and(
        eq(guests.phone, phone),
        // Guests pass the poster before their host has said that they have parted.
        inArray(appointments.status, ['in_progress', 'completed']),
        gte(appointments.arrivedAt, since),
        isNull(reviews.submittedAt),
      ),
    )
    .orderBy(desc(appointments.arrivedAt))
    .limit(1);
  return visit ?? null;
}

/** The visit's review, opened if nobody has been invited to it yet; its row of the appointment keeps the host's "finished" waiting. */
async function openOne(tx: Tx, visit: { id: number; hostId: number; guestName: string }, now: Date) {
  await tx.select({ id: appointments.id }).from(appointments).where(eq(appointments.id, visit.id)).for('update');
  await inviteReview(tx, visit, now);
  const review = await tx.query.reviews.findFirst({ where: eq(reviews.appointmentId, visit.id) });
  if (!review) throw new Error('a review was neither found nor opened');
  return { id: review.id, appointmentId: visit.id, hostId: review.hostId, guestName: visit.guestName };
}
