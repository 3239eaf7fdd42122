import { eq } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import type { DomainEvent, MessageStatus } from '../events.ts';
import type { Message } from './message.ts';

/** What is published of a message's new status. It names the host, as nobody else's page is to hear of it. */
export async function messageEvent(
  db: Db | Tx,
  message: Pick<Message, 'id' | 'appointmentId'>,
  status: MessageStatus,
  at: Date,
): Promise<DomainEvent> {
  const { id, appointmentId } = message;
  const appointment =
    appointmentId === null
      ? undefined
      : await db.query.appointments.findFirst({
          where: eq(schema.appointments.id, appointmentId),
          columns: { hostId: true },
        });
  return { type: 'message', id, appointmentId, hostId: appointment?.hostId ?? null, status, at: at.toISOString() };
}
