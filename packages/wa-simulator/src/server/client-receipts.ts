import { getBinaryNodeChild, getBinaryNodeChildren, type BinaryNode } from '@whiskeysockets/baileys';
import type { Companion } from '../linking/companion.ts';
import type { Connection } from '../wire/connection.ts';
import type { Network } from '../network.ts';
import { firstChild, node } from '../wire/nodes.ts';
import type { Phone } from '../phone/phone.ts';
import { resend } from '../phone/send.ts';
import { markSent } from '../phone/receipts.ts';

/** A linked device reports on messages it got: it has them, its owner has read them, or it wants one again. */
export async function acceptReceipt(network: Network, connection: Connection, stanza: BinaryNode): Promise<void> {
  const { companion } = connection;
  const { id, type, to } = stanza.attrs;
  const owner = companion && network.phones.get(companion.number);
  if (!companion || !owner || !id) return;
  const list = firstChild(stanza);
  const others = list?.tag === 'list' ? getBinaryNodeChildren(list, 'item').map(({ attrs }) => attrs.id) : [];
  const ids = [id, ...others.filter((other) => other !== undefined)];
  const author = network.phoneOf(to);
  owner.touch();
  if (type === 'retry' && author) {
    await resend(network, author, companion, id, getBinaryNodeChild(stanza, 'retry')?.attrs.count ?? '1');
  } else {
    for (const each of ids) companion.mailbox.acknowledge('message', each);
    if (author) forward(network, owner, author, companion, ids, type);
  }
  await network.save();
  connection.send(node('ack', { class: 'receipt', id, type, from: to }));
}

/** An `ack` of the client's: it has seen a receipt, or will not take a message. */
export async function acceptAck(network: Network, { companion }: Connection, { attrs }: BinaryNode): Promise<void> {
  if (!companion) return;
  companion.mailbox.acknowledge(attrs.class ?? '', attrs.id, attrs.type);
  network.phones.get(companion.number)?.touch();
  await network.save();
}

function forward(network: Network, owner: Phone, author: Phone, reader: Companion, ids: string[], type?: string): void {
  const isRead = type === 'read';
  if (author === owner || (type && !isRead && type !== 'inactive')) return;
  for (const id of ids) {
    markSent(network, author, owner.number, id, isRead ? 'read' : 'delivered');
    const message = isRead ? owner.chats.find('in', id, author.number) : undefined;
    if (message && owner.chats.advance(message, 'read'))
      network.events.emit('status', { number: owner.number, message });
    network.events.emit('receipt', { ...reader.address, id, type: type ?? 'delivered' });
  }
}
