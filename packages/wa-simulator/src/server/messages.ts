import { getBinaryNodeChild, getBinaryNodeChildren, jidDecode, type BinaryNode } from '@whiskeysockets/baileys';
import type { Companion } from '../linking/companion.ts';
import type { Connection } from '../wire/connection.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds } from '../wire/nodes.ts';
import { readEncrypted, receive, type Reply } from '../phone/receive.ts';

/** A message for one device, cut out of the stanza. */
interface Envelope {
  jid: string;
  body: BinaryNode;
}

/**
 * A linked device sends a message: it is refused, lost, or handed to every device it is encrypted for; then it is
 * acknowledged, then the phones report. What was handed over is kept before the ack goes out.
 */
export async function acceptMessage(network: Network, connection: Connection, stanza: BinaryNode): Promise<void> {
  const { companion } = connection;
  const { id, to } = stanza.attrs;
  if (!companion || !id || !to) return;
  const { faults, counters } = network;
  counters.messages.received++;
  counters.device(companion.address).messages++;
  network.events.emit('stanza', { ...companion.address, id, to });
  const occasion = { number: companion.number, to: network.phoneOf(to)?.number ?? jidDecode(to)?.user };
  const nack = faults.take('nack', occasion);
  if (nack) return acknowledge(network, connection, companion, stanza, String(nack.code));
  if (faults.take('lose_message', occasion)) return void counters.messages.lost++;
  const replies = await distribute(network, companion, stanza);
  await network.save();
  if (faults.take('no_ack', occasion)) counters.messages.unacked++;
  else faults.holdOrDo('hold_ack', occasion, () => acknowledge(network, connection, companion, stanza, null));
  for (const reply of replies) reply();
}

function acknowledge(
  network: Network,
  connection: Connection,
  from: Companion,
  stanza: BinaryNode,
  error: string | null,
) {
  const { id = '', to } = stanza.attrs;
  const attrs = { class: 'message', id, from: to, t: nowSeconds(), error: error ?? undefined };
  connection.send(node('ack', attrs));
  network.counters.messages[error ? 'nacked' : 'acked']++;
  network.events.emit('ack', { ...from.address, id, error });
}

async function distribute(network: Network, sender: Companion, stanza: BinaryNode): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (const envelope of envelopes(stanza)) {
    const reply = await hand(network, sender, stanza, envelope);
    if (reply) replies.push(reply);
  }
  return replies;
}

/** First sends go to many devices (`participants > to`), repeats on request and peer messages to one (`enc`). */
function envelopes(stanza: BinaryNode): Envelope[] {
  const participants = getBinaryNodeChildren(getBinaryNodeChild(stanza, 'participants'), 'to');
  const direct = getBinaryNodeChild(stanza, 'enc') ? [{ jid: stanza.attrs.to ?? '', body: stanza }] : [];
  return [...participants.map((body) => ({ jid: body.attrs.jid ?? '', body })), ...direct];
}

async function hand(network: Network, sender: Companion, stanza: BinaryNode, { jid, body }: Envelope) {
  const { id = '', to = '' } = stanza.attrs;
  const phone = network.phoneOf(jid);
  const device = jidDecode(jid)?.device ?? 0;
  const encrypted = readEncrypted(body);
  if (!phone || !encrypted) return void network.counters.messages.undeliverable++;
  if (device === 0) {
    const address = phone.addressing === 'lid' || to.endsWith('@lid') ? phone.lid : phone.pn;
    return receive(network, phone, { id, from: sender, address, encrypted });
  }
  const companion = phone.companions.get(device);
  if (!companion) return void network.counters.messages.undeliverable++;
  const recipient = companion.number === sender.number ? (stanza.attrs.recipient ?? to) : undefined;
  const attrs = { from: sender.jid, recipient, id, type: stanza.attrs.type, t: nowSeconds() };
  const content = ['enc', 'device-identity'].flatMap(
    (tag) => getBinaryNodeChild(tag === 'enc' ? body : stanza, tag) ?? [],
  );
  network.deliver(companion, node('message', attrs, content));
  return undefined;
}
