import { inTransaction, isDuplicateKey } from '@sowan/db';
import { isLate } from '../appointments/index.ts';
import { DomainError } from '../errors.ts';
import { announceArrival, writeArrival, type Arrival, type Arrived } from './arrive.ts';
import type { ScanCtx, ScanResult } from './attempt.ts';
import { deskAppointment, type ScannedPass } from './find.ts';
import { refuse } from './refuse.ts';
import { refusalOf } from './rules.ts';

/**
 * Lets the guest in and tells the host, or says what somebody else made of the appointment a moment before.
 * @param attempt.pass null when a receptionist lets in a guest who has no code at hand
 */
export async function admit(ctx: ScanCtx, attempt: Arrival): Promise<ScanResult> {
  const { scan, settings, now, appointment } = attempt;
  let arrival: Arrived;
  try {
    arrival = await inTransaction(ctx.db, (tx) => writeArrival(tx, attempt));
  } catch (error) {
    const lost = error instanceof DomainError && error.reason === 'illegal_move';
    if (!lost && !isDuplicateKey(error)) throw error;
    const current = await deskAppointment(ctx.db, appointment.id);
    const pass: Pick<ScannedPass, 'revokedAt'> = attempt.pass ?? { revokedAt: null };
    const refusal = refusalOf(pass, current, now, settings.timeZone);
    // Still expected: by another host, or at another time of the day, than a moment before.
    if (lost && current && !refusal) return admit(ctx, { ...attempt, appointment: current });
    return refuse(ctx, { ...attempt, appointment: current }, refusal ?? 'already_in');
  }
  await announceArrival(ctx, arrival);
  const admitted = { ...appointment, status: 'waiting' as const, arrivedAt: now, admittedDesk: scan.desk };
  return {
    outcome: 'admitted',
    checkInId: arrival.checkInId,
    appointment: admitted,
    late: isLate(admitted, settings.graceMinutes),
  };
}
