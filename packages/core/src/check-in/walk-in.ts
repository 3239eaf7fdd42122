import { and, eq } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { findOrCreateGuest, type Guest } from '../guests/index.ts';
import { issuePass } from '../passes/index.ts';
import { toE164 } from '../phone.ts';
import { recentSettings, type Settings } from '../settings/index.ts';
import { announceArrival, writeArrival } from './arrive.ts';
import type { ScanResult } from './attempt.ts';
import { deskAppointment, type DeskAppointment } from './find.ts';
import { answerOfEarlier } from './refuse.ts';
import { walkInSchema, type WalkIn } from './schemas.ts';

type WalkInCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass' | 'events' | 'jobs' | 'log'>;
type Given = ReturnType<typeof walkInSchema.parse>;

/**
 * A guest nobody expected is registered at the desk and counts as scanned: a visit for now, the guest in, the host told (row 20).
 * Throws INVALID `phone_invalid`, `host_unknown`.
 */
export async function registerWalkIn(
  ctx: WalkInCtx,
  input: WalkIn,
): Promise<Extract<ScanResult, { outcome: 'admitted' }>> {
  authorise(ctx.actor, 'check-in.walk-in');
  const { id: userId } = requireUser(ctx.actor);
  const given = walkInSchema.parse(input);
  const settings = await recentSettings(ctx.db);
  const now = ctx.clock.now();
  const phone = phoneOf(given, settings);
  try {
    const done = await inTransaction(ctx.db, async (tx) => {
      const host = await hostOf(tx, given.hostId);
      const person = { name: given.guestName, phone, email: null, locale: settings.locale };
      const guest = await findOrCreateGuest(tx, ctx.pass, person, now);
      const appointment = await openVisit(tx, { given, host, guest, userId, now });
      const pass = await issuePass(tx, ctx.pass, { kind: 'appointment', appointmentId: appointment.id, now });
      const scan = { method: 'walk_in' as const, desk: given.desk, idempotencyKey: given.idempotencyKey };
      const scannedPass = { id: pass.id, revokedAt: null };
      const arrival = await writeArrival(tx, { scan, settings, now, userId, pass: scannedPass, appointment });
      await recordAudit(tx, ctx.actor, now, {
        action: 'appointment.walked-in',
        subject: { type: 'appointment', id: appointment.id },
        data: { hostId: host.id, guestId: guest.id, desk: given.desk },
      });
      return { ...arrival, appointment };
    });
    await announceArrival(ctx, done);
    const appointment = { ...done.appointment, status: 'waiting' as const, arrivedAt: now, admittedDesk: given.desk };
    return { outcome: 'admitted', checkInId: done.checkInId, appointment, late: false };
  } catch (error) {
    const earlier = isDuplicateKey(error) ? await answerOfEarlier(ctx.db, given.idempotencyKey, settings) : null;
    if (earlier?.outcome !== 'admitted') throw error;
    return earlier;
  }
}

function phoneOf({ guestPhone }: Given, { phoneRegion }: Settings): string | null {
  if (!guestPhone) return null;
  const phone = toE164(guestPhone, phoneRegion);
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'guestPhone' });
  return phone;
}

async function hostOf(tx: Tx, hostId: number): Promise<{ id: number; name: string }> {
  const host = await tx.query.users.findFirst({
    where: and(eq(schema.users.id, hostId), eq(schema.users.active, true)),
    columns: { id: true, name: true, role: true },
  });
  if (!host || host.role === 'receptionist') throw new DomainError('INVALID', 'host_unknown', { field: 'hostId' });
  return host;
}

interface NewVisit {
  given: Given;
  host: { id: number };
  guest: Guest;
  userId: number;
  now: Date;
}

async function openVisit(tx: Tx, { given, host, guest, userId, now }: NewVisit): Promise<DeskAppointment> {
  const [row] = await tx
    .insert(schema.appointments)
    .values({
      hostId: host.id,
      guestId: guest.id,
      purpose: given.purpose,
      companions: given.companions,
      scheduledAt: now,
      createdBy: userId,
      createdAt: now,
      updatedAt: now,
    })
    .$returningId();
  const appointment = row ? await deskAppointment(tx, row.id) : null;
  if (!appointment) throw new Error('the insert returned no id');
  return appointment;
}
