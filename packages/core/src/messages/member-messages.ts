import type { schema } from '@sowan/db';
import type { Locale } from '../actor.ts';
import { newWaMessageId } from './tell-guest.ts';
import type { Words } from './templates.ts';

export interface MemberMessage {
  member: {
    id: number;
    name: string;
    number: string;
    phone: string | null;
    email: string | null;
    locale: Locale;
    whatsappStoppedAt: Date | null;
    bulkMailStoppedAt: Date | null;
  };
  organisation: string;
  year: number;
  /** The card's page. */
  link: string;
  passId: number;
  /** `every`: WhatsApp and e-mail where known. */
  channels: 'email' | 'whatsapp' | 'every' | 'none';
  /** The item of the run it is written for; such messages are bulk. */
  runItemId?: number;
  now: Date;
}

/**
 * The outbox rows that bring a member a card, for the caller to insert; none when the member can't be reached that way.
 * @param words `wordsOf` the kind `card`
 */
export function memberMessages(words: Words, message: MemberMessage): (typeof schema.messages.$inferInsert)[] {
  const { member, channels } = message;
  const whatsapp = member.whatsappStoppedAt ? null : member.phone;
  const unsubscribed = message.runItemId !== undefined && member.bulkMailStoppedAt !== null;
  const [byWhatsapp, byEmail] = [
    channels !== 'email' && channels !== 'none',
    channels === 'email' || channels === 'every',
  ];
  return [
    ...(whatsapp && byWhatsapp ? [row(words, message, 'whatsapp', whatsapp)] : []),
    ...(member.email && byEmail && !unsubscribed ? [row(words, message, 'email', member.email)] : []),
  ];
}

function row(words: Words, message: MemberMessage, channel: 'whatsapp' | 'email', recipient: string) {
  const { member, organisation, year, link } = message;
  const values = { organisation, member: member.name, number: member.number, year: String(year), link };
  const { subject, body } = words(channel, member.locale, values);
  return {
    channel,
    kind: 'card',
    recipient,
    locale: member.locale,
    subject: channel === 'email' ? subject : null,
    body,
    passId: message.passId,
    memberId: member.id,
    runItemId: message.runItemId ?? null,
    bulk: message.runItemId !== undefined,
    waMessageId: channel === 'whatsapp' ? newWaMessageId() : null,
    createdAt: message.now,
  };
}
