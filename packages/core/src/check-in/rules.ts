import type { AppointmentStatus } from '../events.ts';
import { dayOf } from '../time.ts';

/** Why a scan lets nobody in. The interface words each and offers its remedy. */
export const REFUSALS = [
  'wrong_format',
  'not_genuine',
  'not_found',
  'revoked',
  'cancelled',
  'no_appointment_today',
  'other_day',
  'already_in',
  'finished',
  // Refused by a desk without line, for what its list said then.
  'turned_away',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface ScannedAppointment {
  status: AppointmentStatus;
  scheduledAt: Date;
}

/**
 * What a genuine, found pass leads to: not revoked → today → still expected (row 23). Cancelling revokes the pass, so a cancelled visit
 * is named first: "cancelled" is what the desk must know.
 * @returns null when the guest may come in
 */
export function refusalOf(
  pass: { revokedAt: Date | null },
  appointment: ScannedAppointment | null,
  now: Date,
  timeZone: string,
): Refusal | null {
  if (appointment?.status === 'cancelled') return 'cancelled';
  if (pass.revokedAt) return 'revoked';
  if (!appointment) return 'no_appointment_today';
  if (dayOf(appointment.scheduledAt, timeZone) !== dayOf(now, timeZone)) return 'other_day';
  switch (appointment.status) {
    case 'scheduled':
      return null;
    case 'waiting':
    case 'in_progress':
      return 'already_in';
    case 'completed':
    case 'no_show':
      return 'finished';
  }
}

const IN_THE_HOUSE: readonly AppointmentStatus[] = ['waiting', 'in_progress'];

/**
 * Which of a day's visits, earliest first, a guest's standing pass means: the one the guest is in the house for, so that a pass
 * scanned twice never opens the next visit; else the first still expected; else the last, for the refusal to speak of.
 */
export function visitMeantBy<V extends { status: AppointmentStatus }>(visits: V[]): V | null {
  const expected = visits.filter((visit) => visit.status !== 'cancelled');
  return (
    expected.find((visit) => IN_THE_HOUSE.includes(visit.status)) ??
    expected.find((visit) => visit.status === 'scheduled') ??
    expected.at(-1) ??
    visits.at(-1) ??
    null
  );
}

/** How long after an admission a desk may take it back, ms. */
const UNDO_MS = 30_000;
/** The request to do so takes a while on a bad line. */
const UNDO_GRACE_MS = 5000;

interface RecordedScan {
  admission: number | null;
  outcome: string;
  shown: string | null;
  scannedAt: Date;
  syncedAt: Date | null;
}

/** Until when an admission may be taken back, counted from when it reached us; null for what let nobody in. */
export function undoableUntil({ admission, scannedAt, syncedAt }: RecordedScan): Date | null {
  return admission === null ? null : new Date((syncedAt ?? scannedAt).getTime() + UNDO_MS);
}

export function isUndoable(scan: RecordedScan, now: Date): boolean {
  const until = undoableUntil(scan);
  return until !== null && now.getTime() <= until.getTime() + UNDO_GRACE_MS;
}

/** True when the desk let somebody in and the books say otherwise now. */
export const isConflict = ({ shown, outcome }: Pick<RecordedScan, 'shown' | 'outcome'>): boolean =>
  shown === 'admitted' && outcome !== 'admitted';

/** Older scans of a journal are taken for this old: a device that was in a drawer for a month knows no better. */
const OLDEST_MS = 7 * 24 * 3_600_000;

/**
 * When a scan of a journal was made, by our clock. Phones show wrong times but measure time well: what counts is how long before sending it was
 * made. Never later than now.
 */
export function scanTime(scannedAt: Date, sentAt: Date, now: Date): Date {
  const age = Math.min(OLDEST_MS, Math.max(0, sentAt.getTime() - scannedAt.getTime()));
  return new Date(now.getTime() - age);
}

/** Of two scans that let somebody in, the first made counts; made at the same instant, the one with the lesser key. */
export function precedes(a: { at: Date; key: string | null }, b: { at: Date; key: string | null }): boolean {
  return a.at < b.at || (a.at.getTime() === b.at.getTime() && (a.key ?? '') < (b.key ?? ''));
}

/** "Siti A." of "Siti Aminah Rahayu": enough for the one it names, little for everybody else. */
export function minimalName(name: string): string {
  const [first = '', second = ''] = name.trim().split(/\s+/);
  const initial = [...second][0];
  return initial ? `${first} ${initial}.` : first;
}
