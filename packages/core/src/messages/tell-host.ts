import { eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { readSettings } from '../settings/index.ts';
import { writeMessage, type Outgoing } from './outgoing.ts';
import { newWaMessageId } from './tell-guest.ts';
import { wordMessage } from './templates.ts';

/**
 * Writes "your guest is here" for a host who wants it on WhatsApp too, inside the caller's transaction.
 * @returns what to hand to `enqueueMessages` after the commit: none when the host doesn't want it or has no number
 */
export async function tellHostOfArrival(
  tx: Tx,
  arrival: { hostId: number; appointmentId: number; guestName: string; purpose: string; desk: string; now: Date },
): Promise<Outgoing[]> {
  const host = await tx.query.users.findFirst({
    where: eq(schema.users.id, arrival.hostId),
    columns: { phone: true, locale: true, arrivalByWhatsapp: true },
  });
  if (!host?.phone || !host.arrivalByWhatsapp) return [];
  const { organisationName } = await readSettings(tx);
  const { body } = await wordMessage(tx, 'whatsapp', 'arrival', host.locale, {
    organisation: organisationName,
    guest: arrival.guestName,
    purpose: arrival.purpose,
    desk: arrival.desk,
  });
  const told = await writeMessage(tx, {
    channel: 'whatsapp',
    kind: 'arrival',
    recipient: host.phone,
    userId: arrival.hostId,
    locale: host.locale,
    body,
    appointmentId: arrival.appointmentId,
    waMessageId: newWaMessageId(),
    createdAt: arrival.now,
  });
  return [told];
}
