import type { AppointmentStatus } from '../events.ts';
import { dayOf } from '../time.ts';

/** Why a scan lets nobody in; the order of the checks is row 23's. The interface words each and offers its remedy. */
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
 * What a genuine, found pass leads to.
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
