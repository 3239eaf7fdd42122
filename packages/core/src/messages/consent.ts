import type { Tx } from '@sowan/db';
import type { Locale } from '../actor.ts';
import { writeMessage, type Outgoing } from './outgoing.ts';
import { newWaMessageId } from './tell-guest.ts';

const ANSWERS: Record<'stopped' | 'resumed', Record<Locale, string>> = {
  stopped: {
    id: 'Baik, kami tidak akan mengirim pesan WhatsApp lagi kepada Anda. Balas MULAI bila ingin menerimanya kembali.',
    en: 'All right: you will get no more WhatsApp messages from us. Reply START to get them again.',
    fr: 'C’est noté : vous ne recevrez plus de messages WhatsApp de notre part. Répondez REPRENDRE pour en recevoir de nouveau.',
  },
  resumed: {
    id: 'Terima kasih. Anda kembali menerima pesan WhatsApp dari kami. Balas STOP untuk berhenti.',
    en: 'Thank you. You get WhatsApp messages from us again. Reply STOP to end them.',
    fr: 'Merci. Vous recevez de nouveau nos messages WhatsApp. Répondez STOP pour ne plus en recevoir.',
  },
};

/**
 * Writes the answer to STOP (which tells the way back) or to MULAI into the outbox, in the caller's transaction.
 * @returns what is to be handed to `enqueueMessages` after the commit
 */
export async function answerConsent(
  tx: Tx,
  answer: {
    kind: 'stopped' | 'resumed';
    guest: { id: number; phone: string; locale: Locale };
    organisation: string;
    /** The session that the guest has written to. */
    sessionId: number;
    now: Date;
  },
): Promise<Outgoing> {
  const { kind, guest, organisation, sessionId, now } = answer;
  return writeMessage(tx, {
    channel: 'whatsapp',
    kind,
    recipient: guest.phone,
    locale: guest.locale,
    body: `${organisation}\n\n${ANSWERS[kind][guest.locale]}`,
    guestId: guest.id,
    waSessionId: sessionId,
    waMessageId: newWaMessageId(),
    createdAt: now,
  });
}
