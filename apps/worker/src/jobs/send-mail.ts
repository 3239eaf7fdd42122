import type { Ctx } from '@sowan/core';
import { cardFacts } from '@sowan/core/cards';
import { unsubscribeLink } from '@sowan/core/members';
import {
  claimMessage,
  failMessage,
  recordProgress,
  retryLater,
  wordsToSend,
  type MessageContent,
} from '@sowan/core/messages';
import { qrPngOf } from '@sowan/core/passes';
import { reportAttachment } from '@sowan/core/reports';
import { readSettings } from '@sowan/core/settings';
import { composeCardMail } from '../mail/card-mail.ts';
import { composeMail } from '../mail/compose.ts';
import type { Mail, MailTransport } from '../mail/transport.ts';

/** Sends one mail of the outbox. Whatever happens is written on its row; a claim somebody else has is left alone. */
export async function sendMail(ctx: Ctx, transport: MailTransport, messageId: number): Promise<void> {
  const message = await claimMessage(ctx, messageId);
  if (!message) return;
  const body = wordsToSend(message);
  if (body === null) return failMessage(ctx, message, 'secret_gone');
  const mail = await mailOf(ctx, { ...message, body }, transport.from);
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

async function mailOf(ctx: Ctx, message: MessageContent, from: string): Promise<Mail> {
  const host = new URL(ctx.pass.publicUrl).hostname;
  const png = message.passId ? await qrPngOf(ctx, message.passId) : null;
  const [card] = message.kind === 'card' && message.passId ? await cardFacts(ctx, [message.passId]) : [];
  if (!card || !png) return composeMail(message, png, host);
  const { organisationName: organisation } = await readSettings(ctx.db);
  const unsubscribe = message.bulk && message.memberId ? unsubscribeLink(ctx.pass, message.memberId) : null;
  return composeCardMail({ message, card, png, organisation, from, host, unsubscribe });
}
