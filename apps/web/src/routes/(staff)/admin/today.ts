import type { Appointment, Status } from '#lib/appointment.ts';

export const STATUSES = [
  'scheduled',
  'waiting',
  'in_progress',
  'completed',
  'no_show',
  'cancelled',
] as const satisfies Status[];

/** How many reviews the overview shows. */
export const NEWEST_REVIEWS = 5;

/** Today's visits as they are shown, and those that came since: they wait until asked for, so that nothing moves under a finger. */
export interface Today {
  shown: Appointment[];
  fresh: Appointment[];
}

const byTime = (a: Appointment, b: Appointment) => a.scheduledAt.getTime() - b.scheduledAt.getTime() || a.id - b.id;

/** Takes a visit as it now stands. */
export function take(today: Today, visit: Appointment): Today {
  if (today.shown.some(({ id }) => id === visit.id)) {
    return { ...today, shown: today.shown.map((known) => (known.id === visit.id ? visit : known)) };
  }
  return { ...today, fresh: [...today.fresh.filter(({ id }) => id !== visit.id), visit] };
}

export const settle = ({ shown, fresh }: Today): Today => ({ shown: [...shown, ...fresh].sort(byTime), fresh: [] });
