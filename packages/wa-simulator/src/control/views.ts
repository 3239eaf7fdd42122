import type { ChatMessage } from '../phone/chat-log.ts';
import type { CounterSnapshot } from '../counters.ts';
import type { Phone } from '../phone/phone.ts';

/** A phone as the control API shows it. */
export function describePhone(
  counted: CounterSnapshot['devices'],
  { number, name, addressing, companions, chats }: Phone,
) {
  return {
    number,
    name,
    addressing,
    unread: chats.messages.filter(({ direction, status }) => direction === 'in' && status !== 'read').length,
    devices: [...companions.values()].map(({ device, platform, linkedAt }) => ({
      ...{ device, platform, linkedAt },
      online: (counted[`${number}:${device}`]?.live ?? 0) > 0,
    })),
  };
}

/** A message as the control API shows it: with an address instead of the name of its file. */
export function describeMessage(number: string, { media, ...message }: ChatMessage) {
  const url = `/phones/${number}/messages/${encodeURIComponent(message.id)}/file`;
  return {
    ...message,
    media: media && { mimetype: media.mimetype, fileName: media.fileName, bytes: media.bytes, url },
  };
}
