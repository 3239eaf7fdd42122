import { eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import { tellGuest, type Outgoing } from '../messages/index.ts';
import { inviteReview } from '../reviews/index.ts';
import type { Settings } from '../settings/index.ts';

/**
 * Asks the guest of a completed visit for feedback, unless it was given in the lobby already.
 * @param ask.notBefore nobody is asked earlier than this
 * @returns the messages written, for `enqueueMessages` after the commit
 */
export async function askFeedback(
  tx: Tx,
  config: PassConfig,
  settings: Settings,
  ask: {
    appointment: { id: number; hostId: number; guestId: number; hostName: string };
    now: Date;
    notBefore?: Date;
  },
): Promise<Outgoing[]> {
  const { appointment, now, notBefore } = ask;
  const guest = await tx.query.guests.findFirst({ where: eq(schema.guests.id, appointment.guestId) });
  if (!guest) throw new Error('an appointment without its guest');
  const token = await inviteReview(tx, appointment, now);
  if (token === null) return [];
  return tellGuest(tx, {
    kind: 'feedback',
    guest,
    appointmentId: appointment.id,
    values: {
      organisation: settings.organisationName,
      guest: guest.name,
      host: appointment.hostName,
      link: new URL(`/f/${token}`, config.publicUrl).href,
    },
    channels: 'one',
    ...(notBefore && { notBefore }),
    now,
  });
}
