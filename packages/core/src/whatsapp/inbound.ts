import { eq } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { isStopRequest } from '../messages/index.ts';

export interface InboundMessage {
  sessionId: number;
  waMessageId: string;
  fromJid: string;
  /** E.164 where the sender's number is known. */
  phone: string | null;
  pushName: string | null;
  contentType: 'text' | 'image' | 'document' | 'other';
  text: string | null;
}

/** Keeps what a phone wrote, once per id. STOP ends WhatsApp messages to that guest. */
export async function recordInbound(
  ctx: Pick<Ctx, 'db' | 'clock' | 'events' | 'log'>,
  message: InboundMessage,
): Promise<void> {
  const now = ctx.clock.now();
  let inboundId: number | undefined;
  try {
    inboundId = await inTransaction(ctx.db, async (tx) => {
      const [row] = await tx
        .insert(schema.waInbound)
        .values({ ...message, receivedAt: now })
        .$returningId();
      if (message.phone && message.text && isStopRequest(message.text)) {
        await tx
          .update(schema.guests)
          .set({ whatsappStoppedAt: now, updatedAt: now })
          .where(eq(schema.guests.phone, message.phone));
      }
      return row?.id;
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return;
  }
  if (inboundId === undefined) throw new Error('the insert returned no id');
  await publishAll(ctx, [
    { type: 'wa_message_received', sessionId: message.sessionId, inboundId, at: now.toISOString() },
  ]);
}
