import { extractMessageContent, isLidUser, isPnUser, jidDecode, type WAMessage } from '@whiskeysockets/baileys';
import type { Received } from './session/connection.ts';

/** The columns of `wa_inbound`. */
const LONGEST = { id: 64, jid: 80, name: 120, text: 10_000 };

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

function contentOf(message: WAMessage): Pick<Received, 'contentType' | 'text'> {
  const content = extractMessageContent(message.message);
  const text = content?.conversation ?? content?.extendedTextMessage?.text;
  if (text != null) return { contentType: 'text', text: text.slice(0, LONGEST.text) };
  const image = content?.imageMessage;
  if (image) return { contentType: 'image', text: image.caption?.slice(0, LONGEST.text) || null };
  const document = content?.documentMessage;
  if (document) {
    const words = document.caption || document.fileName;
    return { contentType: 'document', text: words?.slice(0, LONGEST.text) || null };
  }
  return { contentType: 'other', text: null };
}
