import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages, tellGuest, withdrawMessages } from '../messages/index.ts';
import { dropImages, issuePass, passLink, revokeAppointmentPasses } from '../passes/index.ts';
import { readSettings } from '../settings/index.ts';
import { loadAppointment, requireOwn } from './load.ts';
import { checkDayNotOver } from './rules.ts';
import { appointmentWords } from './words.ts';

const { appointments, guests } = schema;

/**
 * Gives an expected guest another pass, for one that went to a wrong number or was passed on: the old one is revoked and the new one
 * sent. Throws CONFLICT `illegal_move` once the guest has come, `day_over` for a visit of a past day.
 */
export async function reissuePass(ctx: Ctx, appointmentId: number): Promise<void> {
  authorise(ctx.actor, 'appointment.conduct');
  const now = ctx.clock.now();
  const settings = await readSettings(ctx.db);
  const done = await inTransaction(ctx.db, async (tx) => {
    // Of two at once the second waits, and replaces the pass of the first.
    await tx.select({ id: appointments.id }).from(appointments).where(eq(appointments.id, appointmentId)).for('update');
    const appointment = await loadAppointment(tx, appointmentId);
    requireOwn(ctx.actor, appointment);
    const { status, hostName, purpose, scheduledAt } = appointment;
    if (status !== 'scheduled') throw new DomainError('CONFLICT', 'illegal_move', { status, move: 'reissue' });
    checkDayNotOver(scheduledAt, now, settings.timeZone);
    const guest = await tx.query.guests.findFirst({ where: eq(guests.id, appointment.guestId) });
    if (!guest) throw new Error('an appointment without its guest');
    const codes = await revokeAppointmentPasses(tx, appointmentId, 'reissued', now);
    const pass = await issuePass(tx, ctx.pass, { kind: 'appointment', appointmentId, now });
    await withdrawMessages(tx, appointmentId, 'appointment_changed', now);
    const link = passLink(ctx.pass, pass.token);
    const outgoing = await tellGuest(tx, {
      kind: 'pass',
      guest,
      appointmentId,
      passId: pass.id,
      values: appointmentWords(settings, { guest, hostName, scheduledAt, purpose, link }),
      channels: 'every',
      now,
    });
    const subject = { type: 'appointment', id: appointmentId };
    await recordAudit(tx, ctx.actor, now, { action: 'pass.reissued', subject });
    return { appointment, outgoing, codes };
  });
  await enqueueMessages(ctx, done.outgoing);
  await dropImages(ctx, done.codes);
  const { id, hostId, guestId } = done.appointment;
  await publishAll(ctx, [{ type: 'appointment', id, hostId, guestId, status: 'scheduled', at: now.toISOString() }]);
}
