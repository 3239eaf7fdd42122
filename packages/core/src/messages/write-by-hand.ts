import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { attachFile, attachmentSchema } from './attachment.ts';
import { enqueueMessages } from './enqueue.ts';
import { messageEvent } from './event.ts';
import { writeMessage } from './outgoing.ts';
import { memberStopped } from './stopped.ts';
import { newWaMessageId } from './tell-guest.ts';

/** A phone number typed any way; text, a file, or both; the session that sends it, else the default one. */
export const writeByHandSchema = z
  .object({
    to: z.string().trim().min(1, 'required').max(30, 'phone_invalid'),
    text: z.string().trim().max(4000, 'too_long').default(''),
    sessionId: z.coerce.number().int().positive().optional(),
    file: attachmentSchema.optional(),
  })
  .refine(({ text, file }) => text !== '' || file !== undefined, { path: ['text'], error: 'message_empty' });

/**
 * Writes a WhatsApp message to one person into the outbox, where it goes the way of all messages.
 * Throws INVALID `phone_invalid`, NOT_FOUND `session_unknown`, CONFLICT `guest_stopped`.
 */
export async function writeByHand(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  input: z.input<typeof writeByHandSchema>,
): Promise<{ id: number }> {
  authorise(ctx.actor, 'message.manage');
  const { to, text, sessionId, file } = writeByHandSchema.parse(input);
  const now = ctx.clock.now();
  const { phoneRegion, locale } = await readSettings(ctx.db);
  const recipient = toE164(to, phoneRegion);
  if (!recipient) throw new DomainError('INVALID', 'phone_invalid', { field: 'to' });
  const written = await inTransaction(ctx.db, async (tx) => {
    const session = sessionId
      ? await tx.query.waSessions.findFirst({ where: eq(schema.waSessions.id, sessionId), columns: { id: true } })
      : null;
    if (session === undefined) throw new DomainError('NOT_FOUND', 'session_unknown', { field: 'sessionId' });
    const guest = await tx.query.guests.findFirst({ where: eq(schema.guests.phone, recipient) });
    if (guest?.whatsappStoppedAt || (await memberStopped(tx, recipient))) {
      throw new DomainError('CONFLICT', 'guest_stopped', { field: 'to' });
    }
    const message = await writeMessage(tx, {
      channel: 'whatsapp',
      kind: 'by_hand',
      recipient,
      locale: guest?.locale ?? locale,
      body: text,
      guestId: guest?.id ?? null,
      waSessionId: session?.id ?? null,
      waMessageId: newWaMessageId(),
      createdAt: now,
    });
    if (file) await attachFile(tx, message.id, file);
    await recordAudit(tx, ctx.actor, now, {
      action: 'message.written',
      subject: { type: 'message', id: message.id },
      data: { sessionId: session?.id ?? null, file: file?.mime ?? null },
    });
    return message;
  });
  await enqueueMessages(ctx, [written]);
  await publishAll(ctx, [await messageEvent(ctx.db, { id: written.id, appointmentId: null }, 'queued', now)]);
  return { id: written.id };
}
