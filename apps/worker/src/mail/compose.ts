import type { Message } from '@sowan/core/messages';
import { linesAsHtml } from './html.ts';
import type { Mail } from './transport.ts';

const CID = 'pass@sowan';

/**
 * An outbox row as a mail: its words as text and as plain HTML (tables and inline styles, which every mail client shows).
 * @param png QR image of the pass that goes with the message
 * @param host domain for the Message-ID
 */
export function composeMail(
  message: Pick<Message, 'id' | 'recipient' | 'subject' | 'body' | 'locale'>,
  png: Buffer | null,
  host: string,
): Mail {
  const paragraphs = message.body
    .split('\n\n')
    .map((paragraph) => `<p style="margin:0 0 16px">${linesAsHtml(paragraph)}</p>`);
  const image = png
    ? `<img src="cid:${CID}" width="400" height="400" alt="QR" style="display:block;max-width:100%;height:auto;background:#ffffff;margin:0 0 16px">`
    : '';
  const html =
    `<!doctype html><html lang="${message.locale}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>` +
    `<body style="margin:0;padding:24px;font-family:system-ui,sans-serif;font-size:16px;line-height:1.5">` +
    `<table role="presentation" width="100%" style="max-width:480px;margin:0 auto"><tr><td>${image}${paragraphs.join('')}</td></tr></table></body></html>`;
  return {
    to: message.recipient,
    subject: message.subject ?? '',
    text: message.body,
    html,
    messageId: `<message-${String(message.id)}@${host}>`,
    ...(png ? { picture: { cid: CID, filename: 'qr.png', png } } : {}),
  };
}
