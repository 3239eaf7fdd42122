import { encodeBigEndian, getBinaryNodeChild, type BinaryNode, type proto } from '@whiskeysockets/baileys';
import type { ChatMessage } from './chat-log.ts';
import { toNodes } from './key-bundle.ts';
import { readContent } from './message-content.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds } from '../wire/nodes.ts';
import type { Encrypted } from './cipher.ts';
import type { Phone } from './phone.ts';
import { sendReceipt } from './receipts.ts';

/** A message on its way to a phone. `from` is the sending device; `address` is how the sender names this phone. */
export interface Incoming {
  id: string;
  from: { number: string; jid: string };
  address: string;
  encrypted: Encrypted;
}

/** What the phone says about a message, once the server has taken it. */
export type Reply = () => void;

/** The phone decrypts, drops what it already has (and counts it), keeps the rest. Gives the receipt to send. */
export async function receive(network: Network, phone: Phone, incoming: Incoming): Promise<Reply> {
  const { id, from } = incoming;
  const message = await decrypt(network, phone, incoming);
  if (!message) return askAgain(network, phone, incoming);
  const copy = message.deviceSentMessage;
  const isOwn = from.number === phone.number;
  const peer = copy ? network.phoneOf(copy.destinationJid ?? undefined)?.number : from.number;
  const content = await readContent(copy?.message ?? message, network.mediaStore);
  const direction = isOwn ? 'out' : 'in';
  if (content && peer && phone.chats.find(direction, id, peer)) {
    if (!isOwn) countRepeat(network, phone, incoming);
  } else if (content && peer) {
    const status = isOwn ? 'sent' : 'delivered';
    keep(network, phone, { ...content, id, direction, peer, at: new Date().toISOString(), status });
  }
  if (isOwn || !content) return () => undefined;
  return () => sendReceipt(network, phone, { ids: [id], to: from.number, from: incoming.address, status: 'delivered' });
}

/** Reads an `enc` node; undefined for what is not one of ours (group keys, plain text). */
export function readEncrypted(parent: BinaryNode): Encrypted | undefined {
  const enc = getBinaryNodeChild(parent, 'enc');
  const type = enc?.attrs.type;
  if ((type !== 'msg' && type !== 'pkmsg') || !(enc?.content instanceof Uint8Array)) return undefined;
  return { type, ciphertext: enc.content };
}

async function decrypt(network: Network, phone: Phone, incoming: Incoming): Promise<proto.Message | undefined> {
  const { from, encrypted, id } = incoming;
  if (network.faults.take('undecryptable', { number: from.number, to: phone.number })) return undefined;
  try {
    return await phone.cipher.decrypt(from.jid, encrypted);
  } catch (error) {
    network.log.warn({ number: phone.number, from: from.jid, id, reason: String(error) }, 'cannot decrypt');
    return undefined;
  }
}

/** A retry receipt with fresh keys: the sender opens a new session and sends again under the same id. */
async function askAgain(network: Network, phone: Phone, { id, from, address }: Incoming): Promise<Reply> {
  network.counters.phone(phone.number).undecryptable++;
  network.events.emit('undecryptable', { number: phone.number, id, from: from.number });
  await phone.cipher.forget(from.jid);
  const [registration, ...keys] = toNodes(await phone.cipher.bundle());
  const count = String(phone.countAttempt(`${from.jid} ${id}`));
  const attempt = node('retry', { count, id, t: nowSeconds(), v: '1' });
  const content = [attempt, registration ?? node('registration', {}, encodeBigEndian(0)), node('keys', {}, keys)];
  const receipt = node('receipt', { from: address, id, type: 'retry', t: nowSeconds() }, content);
  return () => {
    const devices = network.phones.get(from.number)?.companions.values() ?? [];
    const device = [...devices].find(({ jid }) => jid === from.jid);
    if (device) network.deliver(device, receipt);
  };
}

function countRepeat(network: Network, phone: Phone, { id, from }: Incoming): void {
  network.counters.phone(phone.number).repeated++;
  network.events.emit('repeated', { number: phone.number, id, from: from.number });
}

function keep(network: Network, phone: Phone, message: ChatMessage): void {
  phone.chats.add(message);
  phone.touch();
  if (message.direction === 'in') network.counters.phone(phone.number).received++;
  network.events.emit('message', { number: phone.number, message });
}
