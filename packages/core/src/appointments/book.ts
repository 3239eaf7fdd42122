import { and, desc, eq } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { authorise, requireUser, type Actor } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { findOrCreateGuest, renameGuest } from '../guests/index.ts';
import { enqueueMessages, tellGuest } from '../messages/index.ts';
import { issuePass, passLink, tokenOf } from '../passes/index.ts';
import { toE164 } from '../phone.ts';
import { readSettings, type Settings } from '../settings/index.ts';
import { checkTime } from './check-time.ts';
import { requireHost } from './host.ts';
import { bookAppointmentSchema, type BookAppointment, type Booking } from './schemas.ts';
import { appointmentWords } from './words.ts';

export interface BookedAppointment {
  id: number;
  guestId: number;
  /** The stored name: for a known phone it may differ from what was typed (D15). */
  guestName: string;
  passToken: string;
}

/**
 * Books a visit: guest reused by phone or created, pass issued, messages written to the outbox, all in one transaction. The same
 * `idempotencyKey` from the same user books once, however often it is sent.
 * @param as.bulk one of many that are booked at once: its messages let those go first that somebody waits for
 * Throws INVALID `phone_invalid`, `host_unknown`, or what `checkTime` says of the time.
 */
export async function bookAppointment(
  ctx: Ctx,
  input: BookAppointment,
  { bulk = false }: { bulk?: boolean } = {},
): Promise<BookedAppointment> {
  authorise(ctx.actor, 'appointment.book');
  const booking = bookAppointmentSchema.parse(input);
  const earlier = await bookedBefore(ctx, booking.idempotencyKey);
  if (earlier) return earlier;
  const settings = await readSettings(ctx.db);
  const now = ctx.clock.now();
  await checkTime(ctx.db, booking.scheduledAt, now, settings);
  const phone = toE164(booking.guestPhone, settings.phoneRegion);
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'guestPhone' });
  try {
    const booked = await inTransaction(ctx.db, (tx) => write(tx, ctx, { booking, phone, settings, bulk, now }));
    await enqueueMessages(ctx, booked.outgoing);
    const { id, hostId, guest } = booked;
    const at = now.toISOString();
    await publishAll(ctx, [{ type: 'appointment', id, hostId, guestId: guest.id, status: 'scheduled', at }]);
    return { id, guestId: guest.id, guestName: guest.name, passToken: booked.passToken };
  } catch (error) {
    // The first of two copies of a request won: its booking answers both.
    const twin = isDuplicateKey(error) ? await bookedBefore(ctx, booking.idempotencyKey) : null;
    if (!twin) throw error;
    return twin;
  }
}

async function write(
  tx: Tx,
  ctx: Pick<Ctx, 'actor' | 'pass'>,
  given: { booking: Booking; phone: string; settings: Settings; bulk: boolean; now: Date },
) {
  const { booking, phone, settings, bulk, now } = given;
  const host = await hostOf(tx, ctx.actor, booking.hostId);
  const locale = booking.guestLocale ?? settings.locale;
  const person = { name: booking.guestName, phone, email: booking.guestEmail, locale };
  const known = await findOrCreateGuest(tx, ctx.pass, person, now);
  const guest = booking.renameGuest ? await renameGuest(tx, ctx.actor, known, booking.guestName, now) : known;
  const [row] = await tx
    .insert(schema.appointments)
    .values({
      hostId: host.id,
      guestId: guest.id,
      purpose: booking.purpose,
      companions: booking.companions,
      scheduledAt: booking.scheduledAt,
      createdBy: requireUser(ctx.actor).id,
      idempotencyKey: booking.idempotencyKey ?? null,
      createdAt: now,
      updatedAt: now,
    })
    .$returningId();
  if (!row) throw new Error('the insert returned no id');
  const pass = await issuePass(tx, ctx.pass, { kind: 'appointment', appointmentId: row.id, now });
  const { purpose, scheduledAt } = booking;
  const link = passLink(ctx.pass, pass.token);
  const outgoing = await tellGuest(tx, {
    kind: 'pass',
    guest,
    appointmentId: row.id,
    passId: pass.id,
    values: appointmentWords(settings, { guest, hostName: host.name, scheduledAt, purpose, link }),
    channels: 'every',
    bulk,
    now,
  });
  await recordAudit(tx, ctx.actor, now, {
    action: 'appointment.booked',
    subject: { type: 'appointment', id: row.id },
    data: { hostId: host.id, guestId: guest.id, scheduledAt: scheduledAt.toISOString() },
  });
  return { id: row.id, hostId: host.id, guest, passToken: pass.token, outgoing };
}

/** What the caller has already booked under this key. */
async function bookedBefore(
  ctx: Pick<Ctx, 'db' | 'actor' | 'pass'>,
  key: string | undefined,
): Promise<BookedAppointment | null> {
  if (!key) return null;
  const [found] = await ctx.db
    .select({
      id: schema.appointments.id,
      guestId: schema.guests.id,
      guestName: schema.guests.name,
      kind: schema.passes.kind,
      code: schema.passes.code,
      keySlot: schema.passes.keySlot,
    })
    .from(schema.appointments)
    .innerJoin(schema.guests, eq(schema.guests.id, schema.appointments.guestId))
    .innerJoin(schema.passes, eq(schema.passes.appointmentId, schema.appointments.id))
    .where(
      and(eq(schema.appointments.createdBy, requireUser(ctx.actor).id), eq(schema.appointments.idempotencyKey, key)),
    )
    .orderBy(desc(schema.passes.id))
    .limit(1);
  if (!found) return null;
  const { id, guestId, guestName, ...pass } = found;
  return { id, guestId, guestName, passToken: tokenOf(ctx.pass, pass) };
}

/** The host of a booking: the caller, or whom an admin names. */
async function hostOf(tx: Tx, actor: Actor, hostId: number | undefined): Promise<{ id: number; name: string }> {
  const user = requireUser(actor);
  if (!hostId || hostId === user.id) return { id: user.id, name: user.name };
  if (user.role !== 'admin') throw new DomainError('FORBIDDEN', 'not_your_appointment');
  return requireHost(tx, hostId);
}
