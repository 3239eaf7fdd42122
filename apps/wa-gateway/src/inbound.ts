import { extractMessageContent, isLidUser, isPnUser, jidDecode, type WAMessage } from '@whiskeysockets/baileys';
import type { Received } from './session/connection.ts';

/** The columns of `wa_inbound`. */
const LONGEST = { id: 64, jid: 80, name: 120, mediaType: 80, text: 10_000 };

/** What a phone wrote to us, with the other address of its owner if the message names one. */
export interface ReadMessage extends Omit<Received, 'phone'> {
  /** Phone-number address where known: a message may come from a LID, behind which the number is hidden. */
  numberJid: string | null;
}

/**
 * Reads a message as Baileys gives it; null for what no person wrote to us: our own, groups, status, channels, and what can't be
 * decrypted (the phone is asked to send that again, under the same id). Content of unknown kinds is kept as `other`.
 */
export function readInbound(message: WAMessage): ReadMessage | null {
  const { remoteJid, remoteJidAlt, fromMe, id } = message.key;
  if (fromMe || !id || !remoteJid || !(isPnUser(remoteJid) || isLidUser(remoteJid))) return null;
  if (!message.message || message.message.protocolMessage) return null;
  return {
    waMessageId: id.slice(0, LONGEST.id),
    fromJid: remoteJid.slice(0, LONGEST.jid),
    numberJid: [remoteJid, remoteJidAlt].find((jid) => isPnUser(jid ?? undefined)) ?? null,
    pushName: message.pushName?.slice(0, LONGEST.name) ?? null,
    ...contentOf(message),
  };
}

/** E.164 of a phone-number address. */
export function phoneOf(jid: string | null | undefined): string | null {
  const user = isPnUser(jid ?? undefined) ? jidDecode(jid ?? undefined)?.user : undefined;
  return user ? `+${user}` : null;
}

type ReadContent = Pick<Received, 'contentType' | 'mediaType' | 'text'>;

/** The kind, and the words that make sense in a list without the thing itself. What is of no kind known here is `other`. */
function contentOf(message: WAMessage): ReadContent {
  const content = extractMessageContent(message.message) ?? {};
  const text = content.conversation ?? content.extendedTextMessage?.text;
  if (text != null) return read('text', null, text);
  const { imageMessage: image, videoMessage: video, documentMessage: document } = content;
  if (image) return read('image', image.mimetype, image.caption);
  if (video ?? content.ptvMessage) return read('video', (video ?? content.ptvMessage)?.mimetype, video?.caption);
  if (document) return read('document', document.mimetype, document.caption || document.fileName);
  if (content.audioMessage) return read('audio', content.audioMessage.mimetype);
  if (content.stickerMessage) return read('sticker', content.stickerMessage.mimetype);
  const place = content.locationMessage ?? content.liveLocationMessage;
  if (place) return read('location', null, `${String(place.degreesLatitude)}, ${String(place.degreesLongitude)}`);
  const contact = content.contactMessage ?? content.contactsArrayMessage?.contacts?.[0];
  if (contact) return read('contact', null, contact.displayName);
  if (content.reactionMessage) return read('reaction', null, content.reactionMessage.text);
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV3;
  if (poll) return read('poll', null, poll.name);
  return read('other', null);
}

/** As the columns hold it: what comes from a phone may be of any length. */
const read = (
  contentType: Received['contentType'],
  mediaType: string | null | undefined,
  text?: string | null,
): ReadContent => ({
  contentType,
  mediaType: mediaType?.slice(0, LONGEST.mediaType) || null,
  text: text?.slice(0, LONGEST.text) || null,
});
