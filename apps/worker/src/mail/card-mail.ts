import { CARD_WORDS, cardRows, type CardFacts, type CardWords } from '@sowan/core/cards';
import type { Message } from '@sowan/core/messages';
import { escapeHtml, linesAsHtml } from './html.ts';
import type { Mail } from './transport.ts';

const CID = 'card@sowan';
/** Colours are all given, so that a client that turns them dark turns both text and ground; the code keeps its white frame. */
const [INK, QUIET, PAPER, ACCENT, LINE] = ['#111827', '#4b5563', '#ffffff', '#312e81', '#d1d5db'];
/** Clients that turn colours dark would else make links pale, which the light ground does not suit. */
const LINK = `color:${ACCENT}`;
const FONT = `font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;color:${INK}`;

export interface CardMail {
  message: Pick<Message, 'id' | 'recipient' | 'subject' | 'body' | 'locale'>;
  card: CardFacts;
  png: Buffer;
  organisation: string;
  /** Sender of our mail, as in the From header. */
  from: string;
  /** Where the member ends mail of this kind; null: it was meant for this member alone. */
  unsubscribe: string | null;
  /** Domain for the Message-ID. */
  host: string;
}

/** The mail that brings a membership card: the school's words, the code, the member's data, and how to use it safely. */
export function composeCardMail({ message, card, png, organisation, from, host, unsubscribe }: CardMail): Mail {
  const { id, recipient, subject, body, locale } = message;
  const words = CARD_WORDS[locale];
  const rows = cardRows(card, locale);
  const contact = contactOf(from);
  // The heading names the organisation already.
  const paragraphs = body.split('\n\n').filter((paragraph, i) => i > 0 || paragraph !== organisation);
  const content = [
    heading(organisation, words, card.year),
    picture(words.qrOf(card.number)),
    ...paragraphs.map((paragraph) => cell(linesAsHtml(paragraph, LINK))),
    cell(dataTable(rows)),
    cell(`<b>${escapeHtml(words.instructions)}</b><br>${words.steps.map(numbered).map(escapeHtml).join('<br>')}`),
    cell(escapeHtml(words.security), `border:1px solid ${LINE};`),
    cell(
      `${escapeHtml(words.contact(organisation))}${contact ? `${words.colon}${mailLink(contact)}` : '.'}`,
      `color:${QUIET};`,
    ),
    ...(unsubscribe ? [cell(`<a href="${unsubscribe}" style="${LINK}">${escapeHtml(words.unsubscribe)}</a>`)] : []),
  ];
  return {
    to: recipient,
    subject: subject ?? '',
    text: [
      body,
      rows.map(([label, value]) => `${label}${words.colon}${value}`).join('\n'),
      [words.instructions, ...words.steps.map(numbered)].join('\n'),
      words.security,
      words.contact(organisation) + (contact ? `${words.colon}${contact}` : '.'),
      ...(unsubscribe ? [`${words.unsubscribe}${words.colon}${unsubscribe}`] : []),
    ].join('\n\n'),
    html: page(locale, subject ?? words.title, content),
    messageId: `<message-${String(id)}@${host}>`,
    ...(unsubscribe ? { unsubscribe } : {}),
    picture: { cid: CID, filename: `qr_${card.number.replaceAll(/[^\w.-]/g, '_')}.png`, png },
  };
}

const numbered = (step: string, i: number) => `${String(i + 1)}. ${step}`;

const mailLink = (address: string) =>
  `<a href="mailto:${escapeHtml(address)}" style="${LINK}">${escapeHtml(address)}</a>`;

/** The address behind a From header, unless nobody reads what arrives there. */
function contactOf(from: string): string | null {
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from.trim();
  return /^no-?reply/i.test(address) ? null : address;
}

const cell = (html: string, style = '') =>
  `<tr><td style="padding:12px 16px;background-color:${PAPER};${FONT};${style}">${html}</td></tr>`;

const heading = (organisation: string, words: CardWords, year: number) =>
  `<tr><td bgcolor="${ACCENT}" style="padding:16px;background-color:${ACCENT}">` +
  `<table width="100%" cellpadding="0" cellspacing="0" border="0"><tr>` +
  `<td style="${FONT};color:${PAPER}"><b>${escapeHtml(organisation)}</b><br>${escapeHtml(words.title)}</td>` +
  `<td align="center" width="64" bgcolor="${PAPER}" style="padding:4px 8px;background-color:${PAPER};${FONT};font-weight:bold;color:${ACCENT}">${String(year)}</td>` +
  '</tr></table></td></tr>';

const picture = (alt: string) =>
  `<tr><td align="center" bgcolor="${PAPER}" style="padding:16px;background-color:${PAPER};text-align:center">` +
  `<img src="cid:${CID}" width="280" height="280" alt="${escapeHtml(alt)}" style="border:0;width:280px;height:280px;background-color:${PAPER}"></td></tr>`;

function dataTable(rows: [label: string, value: string][]): string {
  const row = ([label, value]: [string, string]) =>
    `<tr><td style="padding:4px 12px 4px 0;vertical-align:top;${FONT};color:${QUIET}">${escapeHtml(label)}</td>` +
    `<td style="padding:4px 0;vertical-align:top;${FONT};font-weight:bold">${escapeHtml(value)}</td></tr>`;
  return `<table cellpadding="0" cellspacing="0" border="0">${rows.map(row).join('')}</table>`;
}

const page = (locale: string, title: string, content: string[]) =>
  `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">' +
  `<title>${escapeHtml(title)}</title></head><body bgcolor="${PAPER}" style="background-color:${PAPER}">` +
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">` +
  `<table role="presentation" width="480" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:480px;text-align:left">` +
  `${content.join('')}</table></td></tr></table></body></html>`;
