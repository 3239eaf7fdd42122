import { and, asc, eq, inArray } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { Message } from './message.ts';
import { writeMessage, type Outgoing } from './outgoing.ts';
import { newWaMessageId } from './tell-guest.ts';

const { messages } = schema;

/**
 * The guest's number or address was corrected: what waits for the old one is called off, and what is about a visit is written again
 * to the new one. Links, answers and words by hand were for whoever had the old one; what is on its way already is left alone.
 * @param to.recipient the new number or address, null for none
 * @returns what was written, for `enqueueMessages` after the commit
 */
export async function readdressMessages(
  tx: Tx,
  to: { guestId: number; channel: Message['channel']; recipient: string | null },
  now: Date,
): Promise<Outgoing[]> {
  const { guestId, channel, recipient } = to;
  // Locked: nobody claims one of them meanwhile, so none goes both ways.
  const waiting = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.guestId, guestId), eq(messages.channel, channel), eq(messages.status, 'queued')))
    .orderBy(asc(messages.id))
    .for('update');
  if (waiting.length === 0) return [];
  await tx
    .update(messages)
    .set({ status: 'cancelled', reason: 'recipient_changed', cancelledAt: now, secret: null })
    .where(
      inArray(
        messages.id,
        waiting.map(({ id }) => id),
      ),
    );
  if (!recipient) return [];
  const written: Outgoing[] = [];
  for (const message of waiting) {
    if (message.appointmentId) written.push(await writeAgain(tx, message, recipient));
  }
  return written;
}

/** The same words, as old as they were; an id of its own, as a receipt may still come for the first. */
async function writeAgain(tx: Tx, first: Message, recipient: string): Promise<Outgoing> {
  const { channel, kind, locale, subject, body, passId, appointmentId, guestId, bulk, notBefore } = first;
  return writeMessage(tx, {
    channel,
    kind,
    recipient,
    locale,
    subject,
    body,
    passId,
    appointmentId,
    guestId,
    bulk,
    notBefore,
    waMessageId: channel === 'whatsapp' ? newWaMessageId() : null,
    createdAt: first.createdAt,
    retriedAt: first.retriedAt,
  });
}
