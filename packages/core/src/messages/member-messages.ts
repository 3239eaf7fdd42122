import type { schema, Tx } from '@sowan/db';
import type { Locale } from '../actor.ts';
import { newWaMessageId } from './tell-guest.ts';
import { wordMessage } from './templates.ts';

export interface MemberMessage {
  member: {
    id: number;
    name: string;
    number: string;
    phone: string | null;
    email: string | null;
    locale: Locale;
    whatsappStoppedAt: Date | null;
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

/** The outbox rows that bring a member a card, for the caller to insert; none when the member can't be reached that way. */
export async function memberMessages(tx: Tx, message: MemberMessage): Promise<(typeof schema.messages.$inferInsert)[]> {
  const { member, channels } = message;
  const whatsapp = member.whatsappStoppedAt ? null : member.phone;
  return Promise.all([
    ...(whatsapp && (channels === 'whatsapp' || channels === 'every') ? [row(tx, message, 'whatsapp', whatsapp)] : []),
    ...(member.email && (channels === 'email' || channels === 'every')
      ? [row(tx, message, 'email', member.email)]
      : []),
  ]);
}

async function row(tx: Tx, message: MemberMessage, channel: 'whatsapp' | 'email', recipient: string) {
  const { member, organisation, year, link } = message;
  const values = { organisation, member: member.name, number: member.number, year: String(year), link };
  const { subject, body } = await wordMessage(tx, channel, 'card', member.locale, values);
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
