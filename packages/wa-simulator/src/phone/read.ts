import type { ChatMessage } from './chat-log.ts';
import type { Network } from '../network.ts';
import type { Phone } from './phone.ts';
import { sendReceipt } from './receipts.ts';

/**
 * The owner of the phone looks at the messages of a chat (of all chats without `peer`): read receipts go out, one for
 * each sender. Gives the messages which were unread.
 */
export async function read(network: Network, phone: Phone, peer?: string): Promise<ChatMessage[]> {
  const unread = phone.chats.messages.filter(
    (message) => message.direction === 'in' && message.status !== 'read' && (peer ?? message.peer) === message.peer,
  );
  for (const message of unread) {
    phone.chats.advance(message, 'read');
    network.events.emit('status', { number: phone.number, message });
  }
  for (const [to, messages] of Map.groupBy(unread, (message) => message.peer)) {
    sendReceipt(network, phone, { ids: messages.map(({ id }) => id), to, from: phone.jid, status: 'read' });
  }
  phone.touch();
  await network.save();
  return unread;
}
