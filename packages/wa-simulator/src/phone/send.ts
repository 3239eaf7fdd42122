import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  generateWAMessageContent,
  jidEncode,
  type AnyMessageContent,
  type BinaryNode,
  type proto,
  type WAMediaUploadFunction,
} from '@whiskeysockets/baileys';
import type { ChatMessage } from './chat-log.ts';
import type { Companion } from '../linking/companion.ts';
import { readContent } from './message-content.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds } from '../wire/nodes.ts';
import type { Encrypted } from './cipher.ts';
import type { Phone } from './phone.ts';
import { receive, type Reply } from './receive.ts';
import { Refusal } from '../refusal.ts';

/** What a phone can send: a text, a picture or a file. */
export type Sendable =
  | { text: string }
  | { image: Buffer; caption?: string; mimetype?: string }
  | { document: Buffer; fileName: string; mimetype: string; caption?: string };

/**
 * Sends from a phone, encrypted for each device of the recipient and for the sender's own linked devices, as WhatsApp does.
 * Resolves when the server has handed it on. Throws when the recipient is not on WhatsApp.
 */
export async function send(network: Network, phone: Phone, to: string, content: Sendable): Promise<ChatMessage> {
  const recipient = network.phoneOf(jidEncode(to, 's.whatsapp.net'));
  if (!recipient) throw new Refusal('CONFLICT', `${to} is not on WhatsApp.`);
  const message = await compose(network, content);
  const shown = await readContent(message, network.mediaStore);
  if (!shown) throw new Refusal('INVALID', 'There is nothing to send.');
  const id = `3A${randomBytes(9).toString('hex').toUpperCase()}`;
  const sent: ChatMessage = { ...shown, id, direction: 'out', peer: to, at: new Date().toISOString(), status: 'sent' };
  phone.chats.add(sent);
  phone.remember(id, message);
  network.counters.phone(phone.number).sent++;
  network.events.emit('message', { number: phone.number, message: sent });
  const type = shown.media ? 'media' : 'text';
  for (const device of recipient.companions.values()) await sendTo(network, phone, device, { id, type, message });
  await copyToOwnDevices(network, phone, recipient, { id, type, message });
  const reply = await handOver(network, phone, recipient, id, message);
  await network.save();
  reply();
  return sent;
}

interface Outgoing {
  id: string;
  type: string;
  message: proto.IMessage;
}

/** A linked device of the recipient could not read a message: it gets it again, in a new session, under the same id. */
export async function resend(network: Network, phone: Phone, device: Companion, id: string, attempt: string) {
  const message = phone.outgoing.get(id);
  if (!message) return;
  await phone.cipher.forget(device.jid);
  await sendTo(network, phone, device, { id, type: 'text', message }, { count: attempt });
}

async function sendTo(network: Network, phone: Phone, device: Companion, outgoing: Outgoing, attrs = {}) {
  const encrypted = await encryptFor(network, phone, device, outgoing.message);
  network.deliver(device, stanza(phone, outgoing, encrypted, {}, attrs));
}

async function copyToOwnDevices(network: Network, phone: Phone, recipient: Phone, { id, type, message }: Outgoing) {
  const copy = { deviceSentMessage: { destinationJid: recipient.pn, message } };
  for (const device of phone.companions.values()) {
    const encrypted = await encryptFor(network, phone, device, copy);
    network.deliver(device, stanza(phone, { id, type, message }, encrypted, { recipient: recipient.pn }));
  }
}

/** The recipient's phone itself, which needs no socket here; a note to oneself stays where it is. */
async function handOver(
  network: Network,
  phone: Phone,
  to: Phone,
  id: string,
  message: proto.IMessage,
): Promise<Reply> {
  if (to === phone) return () => undefined;
  const encrypted = await phone.cipher.encrypt(to.pn, message, () => to.cipher.bundle());
  return receive(network, to, { id, from: { number: phone.number, jid: phone.pn }, address: to.jid, encrypted });
}

function encryptFor(network: Network, phone: Phone, device: Companion, message: proto.IMessage): Promise<Encrypted> {
  return phone.cipher.encrypt(device.jid, message, async () => {
    const owner = network.phones.get(device.number);
    const bundle = owner && (await network.bundleOf(owner, device.device));
    if (!bundle) throw new Error(`${device.jid} is no longer linked`);
    return bundle;
  });
}

function stanza(phone: Phone, { id, type }: Outgoing, encrypted: Encrypted, route = {}, enc = {}): BinaryNode {
  const byLid = phone.addressing === 'lid';
  const attrs = {
    from: phone.jid,
    ...(byLid ? { sender_pn: phone.pn, addressing_mode: 'lid' } : { sender_lid: phone.lid }),
    ...route,
    ...{ id, type, notify: phone.name, t: nowSeconds() },
  };
  return node('message', attrs, [node('enc', { v: '2', type: encrypted.type, ...enc }, encrypted.ciphertext)]);
}

async function compose(network: Network, content: Sendable): Promise<proto.Message> {
  const upload: WAMediaUploadFunction = async (path, { fileEncSha256B64, mediaType }) => {
    const directPath = `/v/${mediaType}/${Buffer.from(fileEncSha256B64, 'base64').toString('base64url')}`;
    await network.mediaStore.saveUpload(directPath, await readFile(path));
    return { mediaUrl: `https://${network.mediaHost.hostname}${directPath}`, directPath };
  };
  // An empty thumbnail spares the search for an image library.
  const message: AnyMessageContent = 'image' in content ? { ...content, jpegThumbnail: '' } : content;
  return generateWAMessageContent(message, { upload });
}
