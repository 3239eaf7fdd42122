import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { DomainEvent } from '../events.ts';
import { notify } from '../notifications/index.ts';

const { reviews } = schema;

/**
 * Writes a guest's stars into the open review and tells the host, inside the caller's transaction. Throws CONFLICT `review_given`.
 * @returns the events to publish after the commit
 */
export async function takeReview(
  tx: Tx,
  ctx: Pick<Ctx, 'actor'>,
  open: { id: number; appointmentId: number; hostId: number; guestName: string },
  given: { rating: number; comment: string | null; inLobby?: true },
  now: Date,
): Promise<DomainEvent[]> {
  const { rating, comment, inLobby } = given;
  const [result] = await tx
    .update(reviews)
    .set({ rating, comment, submittedAt: now })
    .where(and(eq(reviews.id, open.id), isNull(reviews.submittedAt)));
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'review_given');
  await recordAudit(tx, ctx.actor, now, {
    action: 'review.submitted',
    subject: { type: 'review', id: open.id },
    data: { rating, ...(inLobby && { inLobby }) },
  });
  const notice = await notify(tx, {
    userId: open.hostId,
    kind: 'review',
    appointmentId: open.appointmentId,
    data: { guestName: open.guestName, rating },
    now,
  });
  return [notice, { type: 'review', id: open.id, hostId: open.hostId, at: now.toISOString() }];
}
