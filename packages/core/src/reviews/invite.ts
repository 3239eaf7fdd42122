import { createHash, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';

/** Hash under which a review token is kept: SHA-256, hex. */
export const hashReviewToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Opens the one review of a visit and returns its single-use token (128 random bits, base64url); null when the guest has given it
 * already, in the lobby. The caller holds the appointment's row.
 */
export async function inviteReview(tx: Tx, visit: { id: number; hostId: number }, now: Date): Promise<string | null> {
  const given = await tx.query.reviews.findFirst({ where: eq(schema.reviews.appointmentId, visit.id) });
  if (given) return null;
  const token = randomBytes(16).toString('base64url');
  await tx.insert(schema.reviews).values({
    appointmentId: visit.id,
    hostId: visit.hostId,
    tokenHash: hashReviewToken(token),
    invitedAt: now,
  });
  return token;
}
