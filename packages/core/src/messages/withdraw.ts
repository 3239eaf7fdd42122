import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';

const { messages } = schema;

/**
 * What an appointment's guest has not been told yet is not told any more: something newer takes its place.
 * @param reason shown on the ledger
 */
export async function withdrawMessages(
  tx: Tx,
  appointmentId: number,
  reason: 'appointment_cancelled' | 'appointment_changed',
  now: Date,
): Promise<void> {
  await tx
    .update(messages)
    .set({ status: 'cancelled', reason, cancelledAt: now })
    .where(
      and(
        eq(messages.appointmentId, appointmentId),
        isNotNull(messages.guestId),
        inArray(messages.status, ['queued', 'sending']),
      ),
    );
}
