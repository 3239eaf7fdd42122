import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { enqueueMessages } from '../messages/index.ts';
import { obeyConsent } from './consent.ts';
import { contactWrote } from './contacts.ts';
import type { WaContentType } from './rules.ts';

export interface InboundMessage {
  sessionId: number;
  waMessageId: string;
  fromJid: string;
  /** E.164 where the sender's number is known. */
  phone: string | null;
  pushName: string | null;
  contentType: WaContentType;
  /** MIME type of what came along. */
  mediaType: string | null;
  text: string | null;
}

/** Keeps what a phone wrote, once per id. STOP ends WhatsApp messages to that guest, MULAI begins them again. */
export async function recordInbound(
  ctx: Pick<Ctx, 'db' | 'clock' | 'events' | 'log' | 'jobs'>,
  message: InboundMessage,
): Promise<void> {
  const now = ctx.clock.now();
  const kept = await inTransaction(ctx.db, async (tx) => {
    const [row] = await tx
      .insert(schema.waInbound)
      .values({ ...message, receivedAt: now })
      .$returningId();
    if (!row) throw new Error('the insert returned no id');
    if (message.phone) await contactWrote(tx, message.sessionId, message.phone, now);
    return { id: row.id, answers: await obeyConsent(tx, message, now) };
  }).catch((error: unknown) => {
    if (isDuplicateKey(error)) return null;
    throw error;
  });
  if (!kept) return;
  await publishAll(ctx, [
    { type: 'wa_message_received', sessionId: message.sessionId, inboundId: kept.id, at: now.toISOString() },
  ]);
  await enqueueMessages(ctx, kept.answers);
}
