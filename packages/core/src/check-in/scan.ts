import { eq } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema, type Db, type Tx } from '@sowan/db';
import { isLate, moveAppointment } from '../appointments/index.ts';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { DomainEvent } from '../events.ts';
import { notify } from '../notifications/index.ts';
import { resolvePass, type Pass } from '../passes/index.ts';
import { readSettings, type Settings } from '../settings/index.ts';
import { deskAppointment, todaysAppointment, type DeskAppointment } from './find.ts';
import { refusalOf, type Refusal } from './rules.ts';
import { scanSchema, type Scan } from './schemas.ts';

export type ScanResult =
  | { outcome: 'admitted'; appointment: DeskAppointment; late: boolean }
  | { outcome: 'refused'; reason: Refusal; appointment: DeskAppointment | null };

type ScanCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass' | 'events' | 'log'>;
interface Attempt {
  scan: ReturnType<typeof scanSchema.parse>;
  settings: Settings;
  now: Date;
  userId: number;
}

/**
 * A pass held to a desk's scanner. Admits the guest once, whatever the number of desks, and tells the host; a refusal is an answer,
 * not an error, and both are recorded.
 */
export async function scanPass(ctx: ScanCtx, input: Scan): Promise<ScanResult> {
  authorise(ctx.actor, 'check-in.scan');
  const { id: userId } = requireUser(ctx.actor);
  const scan = scanSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const attempt = { scan, settings, now: ctx.clock.now(), userId };
  const repeated = await answerOfRepeat(ctx.db, scan.idempotencyKey, settings);
  if (repeated) return repeated;

  const resolved = await resolvePass(ctx.db, ctx.pass, scan.scanned);
  if (!resolved.found) return refuse(ctx, attempt, resolved.reason, null, null);
  const { pass } = resolved;
  const appointment = await appointmentOf(ctx.db, pass, attempt);
  const refusal = refusalOf(pass, appointment, attempt.now, settings.timeZone);
  if (refusal || !appointment) return refuse(ctx, attempt, refusal ?? 'no_appointment_today', pass, appointment);
  return admit(ctx, attempt, pass, appointment);
}

async function admit(ctx: ScanCtx, attempt: Attempt, pass: Pass, appointment: DeskAppointment): Promise<ScanResult> {
  try {
    const events = await inTransaction(ctx.db, (tx) => writeAdmission(tx, ctx, attempt, pass, appointment));
    await publishAll(ctx, events);
  } catch (error) {
    const lost = error instanceof DomainError && error.reason === 'illegal_move';
    if (!lost && !isDuplicateKey(error)) throw error;
    // Another desk was faster by a moment: what it made of the appointment is the answer.
    const repeated = await answerOfRepeat(ctx.db, attempt.scan.idempotencyKey, attempt.settings);
    if (repeated) return repeated;
    const current = await deskAppointment(ctx.db, appointment.id);
    const refusal = refusalOf(pass, current, attempt.now, attempt.settings.timeZone) ?? 'already_in';
    return refuse(ctx, attempt, refusal, pass, current);
  }
  const admitted = await deskAppointment(ctx.db, appointment.id);
  if (!admitted) throw new Error('an admitted appointment is gone');
  return { outcome: 'admitted', appointment: admitted, late: isLate(admitted, attempt.settings.graceMinutes) };
}

async function writeAdmission(
  tx: Tx,
  ctx: ScanCtx,
  { scan, now, userId }: Attempt,
  pass: Pass,
  appointment: DeskAppointment,
): Promise<DomainEvent[]> {
  const moved = await moveAppointment(tx, appointment, 'arrive', now);
  await tx.insert(schema.checkIns).values({
    passId: pass.id,
    appointmentId: appointment.id,
    admission: appointment.id,
    outcome: 'admitted',
    method: scan.method,
    desk: scan.desk,
    userId,
    idempotencyKey: scan.idempotencyKey ?? null,
    scannedAt: now,
  });
  const notice = await notify(tx, {
    userId: appointment.hostId,
    kind: 'arrival',
    appointmentId: appointment.id,
    data: {
      guestName: appointment.guestName,
      purpose: appointment.purpose,
      companions: appointment.companions,
      arrivedAt: now.toISOString(),
      desk: scan.desk,
    },
    now,
  });
  await recordAudit(tx, ctx.actor, now, {
    action: 'check-in.admitted',
    subject: { type: 'appointment', id: appointment.id },
    data: { desk: scan.desk, method: scan.method },
  });
  return [notice, moved];
}

async function refuse(
  ctx: ScanCtx,
  { scan, now, userId }: Attempt,
  reason: Refusal,
  pass: Pass | null,
  appointment: DeskAppointment | null,
): Promise<ScanResult> {
  try {
    await inTransaction(ctx.db, async (tx) => {
      await tx.insert(schema.checkIns).values({
        passId: pass?.id ?? null,
        appointmentId: appointment?.id ?? null,
        outcome: reason,
        method: scan.method,
        desk: scan.desk,
        userId,
        idempotencyKey: scan.idempotencyKey ?? null,
        scannedAt: now,
      });
      await recordAudit(tx, ctx.actor, now, {
        action: 'check-in.refused',
        subject: { type: 'appointment', id: appointment?.id ?? null },
        data: { reason, desk: scan.desk, method: scan.method },
      });
    });
  } catch (error) {
    // The same request came twice at once; the other one has recorded it.
    if (!isDuplicateKey(error)) throw error;
  }
  return { outcome: 'refused', reason, appointment };
}

async function appointmentOf(db: Db, pass: Pass, { settings, now }: Attempt): Promise<DeskAppointment | null> {
  if (pass.appointmentId) return deskAppointment(db, pass.appointmentId);
  if (pass.guestId) return todaysAppointment(db, pass.guestId, now, settings.timeZone);
  return null;
}

/** The recorded answer to a scan that a device sends again because it never heard back. */
async function answerOfRepeat(db: Db, key: string | undefined, settings: Settings): Promise<ScanResult | null> {
  if (!key) return null;
  const earlier = await db.query.checkIns.findFirst({ where: eq(schema.checkIns.idempotencyKey, key) });
  if (!earlier) return null;
  const appointment = earlier.appointmentId ? await deskAppointment(db, earlier.appointmentId) : null;
  if (earlier.outcome === 'admitted' && appointment) {
    return { outcome: 'admitted', appointment, late: isLate(appointment, settings.graceMinutes) };
  }
  return { outcome: 'refused', reason: earlier.outcome as Refusal, appointment };
}
