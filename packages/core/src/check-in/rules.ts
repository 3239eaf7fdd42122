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
