import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { isLate, moveAppointment } from '../appointments/index.ts';
import type { Actor } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { DomainEvent } from '../events.ts';
import { notify } from '../notifications/index.ts';
import { checkInRow, type Attempt, type ScanCtx, type ScanResult } from './attempt.ts';
import { deskAppointment, type DeskAppointment, type ScannedPass } from './find.ts';
import { refuse } from './refuse.ts';
import { refusalOf } from './rules.ts';

type Admission = Attempt & { pass: ScannedPass; appointment: DeskAppointment };

/** Lets the guest in and tells the host, or says what somebody else made of the appointment a moment before. */
export async function admit(ctx: ScanCtx, attempt: Admission): Promise<ScanResult> {
  const { scan, settings, now, pass, appointment } = attempt;
  let events: DomainEvent[];
  try {
    events = await inTransaction(ctx.db, (tx) => writeAdmission(tx, ctx.actor, attempt));
  } catch (error) {
    const lost = error instanceof DomainError && error.reason === 'illegal_move';
    if (!lost && !isDuplicateKey(error)) throw error;
    const current = await deskAppointment(ctx.db, appointment.id);
    const refusal = refusalOf(pass, current, now, settings.timeZone) ?? 'already_in';
    return refuse(ctx, { ...attempt, appointment: current }, refusal);
  }
  await publishAll(ctx, events);
  const admitted = { ...appointment, status: 'waiting' as const, arrivedAt: now, admittedDesk: scan.desk };
  return { outcome: 'admitted', appointment: admitted, late: isLate(admitted, settings.graceMinutes) };
}

async function writeAdmission(tx: Tx, actor: Actor, attempt: Admission): Promise<DomainEvent[]> {
  const { scan, now, appointment } = attempt;
  const moved = await moveAppointment(tx, appointment, 'arrive', now);
  await tx.insert(schema.checkIns).values({ ...checkInRow(attempt), admission: appointment.id, outcome: 'admitted' });
  const { guestName, purpose, companions } = appointment;
  const notice = await notify(tx, {
    userId: appointment.hostId,
    kind: 'arrival',
    appointmentId: appointment.id,
    data: { guestName, purpose, companions, arrivedAt: now.toISOString(), desk: scan.desk },
    now,
  });
  await recordAudit(tx, actor, now, {
    action: 'check-in.admitted',
    subject: { type: 'appointment', id: appointment.id },
    data: { desk: scan.desk, method: scan.method },
  });
  return [notice, moved];
}
