import type { MessageStatus } from './chat-log.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds } from '../wire/nodes.ts';
import type { Phone } from './phone.ts';

export interface Receipt {
  ids: string[];
  /** The number which sent the messages. */
  to: string;
  /** The JID under which the reader is known to the sender. */
  from: string;
  status: Exclude<MessageStatus, 'sent'>;
}

/** Tells all devices of the sender that their messages were delivered or read; faults may hold that back. */
export function sendReceipt(network: Network, reader: Phone, receipt: Receipt): void {
  const occasion = { number: reader.number, to: receipt.to };
  if (receipt.status === 'delivered' && network.faults.take('no_delivery_receipts', occasion)) return;
  network.faults.holdOrDo('hold_receipts', occasion, () => forward(network, reader, receipt));
}

function forward(network: Network, reader: Phone, { ids, to, from, status }: Receipt): void {
  const sender = network.phones.get(to);
  const [first, ...others] = ids;
  if (!sender || !first) return;
  const type = status === 'read' ? 'read' : undefined;
  const items = others.map((id) => node('item', { id }));
  const content = items.length > 0 ? [node('list', {}, items)] : undefined;
  for (const companion of sender.companions.values()) {
    network.deliver(companion, node('receipt', { from, id: first, t: nowSeconds(), type }, content));
  }
  for (const id of ids) markSent(network, sender, reader.number, id, status);
}

/** The sender's own phone shows the ticks too. */
export function markSent(network: Network, sender: Phone, peer: string, id: string, status: MessageStatus): void {
  const message = sender.chats.find('out', id, peer);
  if (!message || !sender.chats.advance(message, status)) return;
  sender.touch();
  network.events.emit('status', { number: sender.number, message });
}
