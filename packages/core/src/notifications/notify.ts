import { schema, type Tx } from '@sowan/db';
import type { DomainEvent } from '../events.ts';

export type NotificationKind =
  | 'arrival'
  | 'cancel_requested'
  | 'review'
  | 'message_failed'
  | 'message_waiting'
  | 'handed_over'
  | 'handed_away'
  | 'colleague_asked'
  | 'no_reaction'
  | 'upkeep_failed';

export interface NotificationInput {
  userId: number;
  kind: NotificationKind;
  /** Null for what is about no appointment. */
  appointmentId: number | null;
  /** What the pop-up shows, e.g. `{ guestName, purpose, arrivedAt }`: kept as it was then. */
  data: Record<string, unknown>;
  now: Date;
}

/** Writes a notification in the caller's transaction; the event returned is to be published after the commit. */
export async function notify(tx: Tx, input: NotificationInput): Promise<DomainEvent> {
  const { now, ...row } = input;
  const [inserted] = await tx
    .insert(schema.notifications)
    .values({ ...row, createdAt: now })
    .$returningId();
  if (!inserted) throw new Error('the insert returned no id');
  return { type: 'notification', id: inserted.id, userId: input.userId, at: now.toISOString() };
}
