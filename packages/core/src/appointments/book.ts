import { and, eq } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise, requireUser, type Actor } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { findOrCreateGuest } from '../guests/index.ts';
import { enqueueMessages, inWords, tellGuest } from '../messages/index.ts';
import { issuePass, passLink } from '../passes/index.ts';
import { toE164 } from '../phone.ts';
import { readSettings, type Settings } from '../settings/index.ts';
import { checkTime } from './check-time.ts';
import { bookAppointmentSchema, type BookAppointment } from './schemas.ts';

export interface BookedAppointment {
  id: number;
  guestId: number;
  /** The stored name: for a known phone it may differ from what was typed (D15). */
  guestName: string;
  passToken: string;
}

/**
 * Books a visit: guest reused by phone or created, pass issued, messages written to the outbox, all in one transaction.
 * Throws INVALID `phone_invalid`, `host_unknown`, or what `checkTime` says of the time.
 */
export async function bookAppointment(ctx: Ctx, input: BookAppointment): Promise<BookedAppointment> {
  authorise(ctx.actor, 'appointment.book');
  const booking = bookAppointmentSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const now = ctx.clock.now();
  await checkTime(ctx.db, booking.scheduledAt, now, settings);
  const phone = toE164(booking.guestPhone, settings.phoneRegion);
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'guestPhone' });

  const booked = await inTransaction(ctx.db, async (tx) => {
    const host = await hostOf(tx, ctx.actor, booking.hostId);
    const locale = booking.guestLocale ?? settings.locale;
    const person = { name: booking.guestName, phone, email: booking.guestEmail, locale };
    const guest = await findOrCreateGuest(tx, ctx.pass, person, now);
    const [row] = await tx
      .insert(schema.appointments)
      .values({
        hostId: host.id,
        guestId: guest.id,
        purpose: booking.purpose,
        companions: booking.companions,
        scheduledAt: booking.scheduledAt,
        createdBy: requireUser(ctx.actor).id,
        createdAt: now,
        updatedAt: now,
      })
      .$returningId();
    if (!row) throw new Error('the insert returned no id');
    const pass = await issuePass(tx, ctx.pass, { kind: 'appointment', appointmentId: row.id, now });
    const messageIds = await tellGuest(tx, {
      kind: 'pass',
      guest,
      appointmentId: row.id,
      passId: pass.id,
      values: words(settings, { guest, host, booking, link: passLink(ctx.pass, pass.token) }),
      channels: 'every',
      now,
    });
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.booked',
      subject: { type: 'appointment', id: row.id },
      data: { hostId: host.id, guestId: guest.id, scheduledAt: booking.scheduledAt.toISOString() },
    });
    return { id: row.id, host, guest, pass, messageIds };
  });

  await enqueueMessages(ctx, booked.messageIds);
  await publishAll(ctx, [
    {
      type: 'appointment',
      id: booked.id,
      hostId: booked.host.id,
      guestId: booked.guest.id,
      status: 'scheduled',
      at: now.toISOString(),
    },
  ]);
  return { id: booked.id, guestId: booked.guest.id, guestName: booked.guest.name, passToken: booked.pass.token };
}

/** The host of a booking: the caller, or whom an admin names. */
async function hostOf(tx: Tx, actor: Actor, hostId: number | undefined): Promise<{ id: number; name: string }> {
  const user = requireUser(actor);
  if (!hostId || hostId === user.id) return { id: user.id, name: user.name };
  if (user.role !== 'admin') throw new DomainError('FORBIDDEN', 'not_your_appointment');
  const host = await tx.query.users.findFirst({
    where: and(eq(schema.users.id, hostId), eq(schema.users.active, true)),
    columns: { id: true, name: true, role: true },
  });
  if (!host || host.role === 'receptionist') throw new DomainError('INVALID', 'host_unknown', { field: 'hostId' });
  return host;
}

function words(
  settings: Settings,
  it: {
    guest: { name: string; locale: 'id' | 'en' | 'fr' };
    host: { name: string };
    booking: { scheduledAt: Date; purpose: string };
    link: string;
  },
): Record<string, string> {
  return {
    organisation: settings.organisationName,
    guest: it.guest.name,
    host: it.host.name,
    when: inWords(it.booking.scheduledAt, it.guest.locale, settings.timeZone),
    purpose: it.booking.purpose,
    link: it.link,
  };
}
