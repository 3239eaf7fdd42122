import { and, desc, eq, isNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import { tellGuest, withdrawMessages, type Outgoing } from '../messages/index.ts';
import { issuePass, passLink, tokenOf } from '../passes/index.ts';
import type { Settings } from '../settings/index.ts';
import { appointmentWords } from './words.ts';

/**
 * Tells the guest of a changed appointment with the pass they have: its code names the appointment, not the day, so it stays
 * valid and only its picture is drawn anew. What was still on its way about the old state is withdrawn.
 * @returns the messages written, for `enqueueMessages` after the commit
 */
export async function tellChange(
  tx: Tx,
  config: PassConfig,
  settings: Settings,
  change: {
    kind: 'rescheduled' | 'handed_over';
    appointment: { id: number; guestId: number; purpose: string };
    hostName: string;
    scheduledAt: Date;
    now: Date;
  },
): Promise<Outgoing[]> {
  const { appointment, now } = change;
  const guest = await tx.query.guests.findFirst({ where: eq(schema.guests.id, appointment.guestId) });
  if (!guest) throw new Error('an appointment without its guest');
  const known = await tx.query.passes.findFirst({
    where: and(eq(schema.passes.appointmentId, appointment.id), isNull(schema.passes.revokedAt)),
    orderBy: desc(schema.passes.id),
  });
  const pass = known
    ? { id: known.id, token: tokenOf(config, known) }
    : await issuePass(tx, config, { kind: 'appointment', appointmentId: appointment.id, now });
  await withdrawMessages(tx, appointment.id, 'appointment_changed', now);
  return tellGuest(tx, {
    kind: change.kind,
    guest,
    appointmentId: appointment.id,
    passId: pass.id,
    values: appointmentWords(settings, {
      guest,
      hostName: change.hostName,
      scheduledAt: change.scheduledAt,
      purpose: appointment.purpose,
      link: passLink(config, pass.token),
    }),
    channels: 'every',
    now,
  });
}
