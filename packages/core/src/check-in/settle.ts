import { eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { isLate, moveAppointment } from '../appointments/index.ts';
import type { Actor } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { DomainEvent } from '../events.ts';
import type { Outgoing } from '../messages/index.ts';
import { writeArrival, type Arrival } from './arrive.ts';
import { checkInRow, type ScanResult } from './attempt.ts';
import { deskAppointment, type ScannedPass } from './find.ts';
import { answerOfEarlier } from './refuse.ts';
import { precedes, refusalOf, type Refusal } from './rules.ts';

const { appointments, checkIns } = schema;

export type Settling = Arrival & { pass: ScannedPass; synced: { at: Date; shown: string } };
export type Settled = { result: ScanResult; events: DomainEvent[]; outgoing: Outgoing[] };

/**
 * Puts one scan of a journal in its place, with its appointment locked: it lets the guest in, takes over the admission of a scan made later,
 * makes good a visit that the day's end took for missed, or is recorded as refused. What the desk refused stays refused.
 */
export async function settleScan(tx: Tx, actor: Actor, attempt: Settling): Promise<Settled> {
  await tx
    .select({ id: appointments.id })
    .from(appointments)
    .where(eq(appointments.id, attempt.appointment.id))
    .for('update');
  const earlier = await answerOfEarlier(tx, attempt.scan.idempotencyKey, attempt.settings);
  if (earlier) return { result: earlier, events: [], outgoing: [] };
  const appointment = await deskAppointment(tx, attempt.appointment.id);
  if (!appointment) throw new Error('the appointment is gone');
  const current = { ...attempt, appointment };
  const refusal = refusalOf(attempt.pass, appointment, attempt.now, attempt.settings.timeZone);
  const welcomed = attempt.synced.shown !== 'refused';
  if (!refusal && welcomed) return letIn(tx, current);
  if (welcomed && refusal === 'finished' && appointment.status === 'no_show') return makeGood(tx, actor, current);
  if (welcomed && (refusal === 'already_in' || refusal === 'finished')) {
    const taken = await takeOver(tx, actor, current);
    if (taken) return taken;
  }
  return turnedAway(tx, current, refusal ?? 'turned_away');
}

async function letIn(tx: Tx, attempt: Settling): Promise<Settled> {
  const { checkInId, events, outgoing } = await writeArrival(tx, attempt);
  return { result: admitted(attempt, checkInId), events, outgoing };
}

/** The guest is in already, let in by a scan made later than this one: the admission, and the time of arrival, are this one's. */
async function takeOver(tx: Tx, actor: Actor, attempt: Settling): Promise<Settled | null> {
  const { now, scan, appointment } = attempt;
  const [holder] = await tx.select().from(checkIns).where(eq(checkIns.admission, appointment.id));
  const key = scan.idempotencyKey ?? null;
  if (!holder || !precedes({ at: now, key }, { at: holder.scannedAt, key: holder.idempotencyKey })) return null;
  await tx
    .update(checkIns)
    .set({ admission: null, outcome: 'already_in', shown: holder.shown ?? 'admitted' })
    .where(eq(checkIns.id, holder.id));
  const checkInId = await holdAdmission(tx, attempt);
  await recordAudit(tx, actor, attempt.synced.at, {
    action: 'check-in.superseded',
    subject: { type: 'appointment', id: appointment.id },
    data: { checkInId: holder.id, by: checkInId, desk: scan.desk },
  });
  const { id, hostId, guestId, status } = appointment;
  const event: DomainEvent = { type: 'appointment', id, hostId, guestId, status, at: attempt.synced.at.toISOString() };
  return { result: admitted(attempt, checkInId), events: [event], outgoing: [] };
}

/** The guest came, and the day ended before the journal was here: the visit is over, so its host is told of nobody who waits. */
async function makeGood(tx: Tx, actor: Actor, attempt: Settling): Promise<Settled> {
  const { at } = attempt.synced;
  const moved = await moveAppointment(tx, attempt.appointment, 'amend', at);
  const checkInId = await holdAdmission(tx, attempt);
  await recordAudit(tx, actor, at, {
    action: 'appointment.amended',
    subject: { type: 'appointment', id: attempt.appointment.id },
    data: { checkInId, desk: attempt.scan.desk },
  });
  const appointment = { ...attempt.appointment, status: 'completed' as const, completedAt: at };
  return { result: admitted({ ...attempt, appointment }, checkInId), events: [moved], outgoing: [] };
}

/** The admission and the time of arrival become this scan's. */
async function holdAdmission(tx: Tx, attempt: Settling): Promise<number> {
  const [row] = await tx
    .insert(checkIns)
    .values({ ...checkInRow(attempt), admission: attempt.appointment.id, outcome: 'admitted' })
    .$returningId();
  if (!row) throw new Error('the insert returned no id');
  await tx
    .update(appointments)
    .set({ arrivedAt: attempt.now, updatedAt: attempt.synced.at })
    .where(eq(appointments.id, attempt.appointment.id));
  return row.id;
}

async function turnedAway(tx: Tx, attempt: Settling, reason: Refusal): Promise<Settled> {
  await tx.insert(checkIns).values({ ...checkInRow(attempt), outcome: reason });
  return { result: { outcome: 'refused', reason, appointment: attempt.appointment }, events: [], outgoing: [] };
}

function admitted({ appointment, now, scan, settings }: Settling, checkInId: number): ScanResult {
  const status = appointment.status === 'scheduled' ? ('waiting' as const) : appointment.status;
  const visit = { ...appointment, status, arrivedAt: now, admittedDesk: scan.desk };
  return { outcome: 'admitted', checkInId, appointment: visit, late: isLate(visit, settings.graceMinutes) };
}
