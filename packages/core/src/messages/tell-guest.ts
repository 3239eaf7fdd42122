import { randomBytes } from 'node:crypto';
import type { Tx } from '@sowan/db';
import type { Locale } from '../actor.ts';
import { writeMessage, type Outgoing } from './outgoing.ts';
import { wordMessage, type TemplateKind } from './templates.ts';

export interface GuestMessage {
  kind: TemplateKind;
  guest: { id: number; phone: string | null; email: string | null; locale: Locale; whatsappStoppedAt: Date | null };
  /** Null for what is not about a visit. */
  appointmentId: number | null;
  /** A pass whose QR picture goes along. */
  passId?: number;
  values: Record<string, string>;
  /** What `{secret}` stands for: kept beside the message, and only until it has been sent. */
  secret?: string;
  /** `every`: WhatsApp and e-mail where known; `one`: WhatsApp, or e-mail for a guest who has no WhatsApp. */
  channels: 'every' | 'one';
  /** It waits in the outbox until then. */
  notBefore?: Date;
  /** One of many alike: what somebody waits for overtakes it. */
  bulk?: boolean;
  now: Date;
}

/**
 * Writes what a guest is to be told into the outbox, inside the caller's transaction.
 * @returns what was written, to be handed to `enqueueMessages` after the commit; none when the guest can't be reached
 */
export async function tellGuest(tx: Tx, message: GuestMessage): Promise<Outgoing[]> {
  const { guest } = message;
  const whatsapp = guest.phone && !guest.whatsappStoppedAt ? guest.phone : null;
  const email = message.channels === 'every' || !whatsapp ? guest.email : null;
  const told: Outgoing[] = [];
  if (whatsapp) told.push(await tellBy(tx, message, 'whatsapp', whatsapp));
  if (email) told.push(await tellBy(tx, message, 'email', email));
  return told;
}

async function tellBy(
  tx: Tx,
  message: GuestMessage,
  channel: 'whatsapp' | 'email',
  recipient: string,
): Promise<Outgoing> {
  const { kind, guest, values } = message;
  const { subject, body } = await wordMessage(tx, channel, kind, guest.locale, values);
  return writeMessage(tx, {
    channel,
    kind: message.kind,
    recipient,
    locale: message.guest.locale,
    subject: channel === 'email' ? subject : null,
    body,
    passId: message.passId ?? null,
    appointmentId: message.appointmentId,
    guestId: message.guest.id,
    secret: message.secret ?? null,
    notBefore: message.notBefore ?? null,
    bulk: message.bulk ?? false,
    waMessageId: channel === 'whatsapp' ? newWaMessageId() : null,
    createdAt: message.now,
  });
}

/** An id as WhatsApp's own web client makes them: `3EB0` and 18 hexadecimal digits. */
export function newWaMessageId(): string {
  return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
}
