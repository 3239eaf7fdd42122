import { schema, type Db, type Tx } from '@sowan/db';
import type { Message } from './message.ts';

const { messages } = schema;

/** A queued message as `enqueueMessages` wants it after the commit. */
export type Outgoing = Pick<Message, 'id' | 'channel' | 'kind' | 'attempts' | 'waSessionId' | 'bulk' | 'notBefore'>;

/** Its columns, for a select. */
export const OUTGOING = {
  id: messages.id,
  channel: messages.channel,
  kind: messages.kind,
  attempts: messages.attempts,
  waSessionId: messages.waSessionId,
  bulk: messages.bulk,
  notBefore: messages.notBefore,
};

/** Writes a message into the outbox, for `enqueueMessages` after the commit. */
export async function writeMessage(tx: Db | Tx, message: typeof messages.$inferInsert): Promise<Outgoing> {
  const [row] = await tx.insert(messages).values(message).$returningId();
  if (!row) throw new Error('the insert returned no id');
  const { channel, kind, attempts = 0, waSessionId = null, bulk = false, notBefore = null } = message;
  return { id: row.id, channel, kind, attempts, waSessionId, bulk, notBefore };
}
