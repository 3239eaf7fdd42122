import { and, eq, inArray } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { DomainEvent } from '../events.ts';

const { notifications } = schema;
const OF_ARRIVALS = ['arrival', 'colleague_asked', 'no_reaction'];

/** Deletes the news that a visit's guest has arrived, and what followed from it, in the caller's transaction; the events are to be published after the commit. */
export async function withdrawArrivals(tx: Tx, appointmentId: number, now: Date): Promise<DomainEvent[]> {
  const rows = await tx
    .select({ id: notifications.id, userId: notifications.userId })
    .from(notifications)
    .where(and(eq(notifications.appointmentId, appointmentId), inArray(notifications.kind, OF_ARRIVALS)));
  if (rows.length === 0) return [];
  await tx.delete(notifications).where(
    inArray(
      notifications.id,
      rows.map((row) => row.id),
    ),
  );
  return rows.map(({ id, userId }) => ({ type: 'notification_withdrawn', id, userId, at: now.toISOString() }));
}
