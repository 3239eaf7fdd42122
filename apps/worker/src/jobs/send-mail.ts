import type { Ctx } from '@sowan/core';
import { claimMessage, failMessage, recordProgress, retryLater, wordsToSend } from '@sowan/core/messages';
import { qrPngOf } from '@sowan/core/passes';
import { reportAttachment } from '@sowan/core/reports';
import { composeMail } from '../mail/compose.ts';
import type { MailTransport } from '../mail/transport.ts';

/** Sends one mail of the outbox. Whatever happens is written on its row; a claim somebody else has is left alone. */
export async function sendMail(ctx: Ctx, transport: MailTransport, messageId: number): Promise<void> {
  const message = await claimMessage(ctx, messageId);
  if (!message) return;
  const body = wordsToSend(message);
  if (body === null) return failMessage(ctx, message, 'secret_gone');
  const picture = message.passId ? await qrPngOf(ctx, message.passId) : null;
  const mail = composeMail({ ...message, body }, picture, new URL(ctx.pass.publicUrl).hostname);
  const document = await reportAttachment(ctx, message);
  const result = await transport.send(document ? { ...mail, document } : mail);
  switch (result.outcome) {
    case 'sent':
      await recordProgress(ctx, { id: message.id }, 'sent');
      break;
    case 'refused':
      ctx.log.warn({ messageId, response: result.response }, 'mail refused');
      await failMessage(ctx, message, 'mail_refused', result.response);
      break;
    case 'later':
      ctx.log.warn({ messageId, response: result.response }, 'mail will be tried again');
      await retryLater(ctx, message, 'mail_unreachable');
  }
}
