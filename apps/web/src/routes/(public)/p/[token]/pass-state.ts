import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { dayKey } from '#lib/when.ts';

export type PassView = inferRouterOutputs<AppRouter>['passes']['view'];

/** What a pass is worth at this moment, to whoever holds it. */
export type PassState =
  | 'today'
  | 'early'
  | 'past'
  | 'waiting'
  | 'in_progress'
  | 'completed'
  | 'no_show'
  | 'cancelled'
  | 'revoked'
  | 'standing';

/** In the order in which the desk would judge it: cancelled, revoked, the day, the visit's status. */
export function stateOf({ valid, appointment, timeZone }: PassView, now: Date): PassState {
  if (appointment?.status === 'cancelled') return 'cancelled';
  if (!valid) return 'revoked';
  if (!appointment) return 'standing';
  if (appointment.status !== 'scheduled') return appointment.status;
  const [day, today] = [dayKey(appointment.scheduledAt, timeZone), dayKey(now, timeZone)];
  return day === today ? 'today' : day > today ? 'early' : 'past';
}

/** Only a code that will still open the door is shown. */
export const isShown = (state: PassState): boolean => state === 'today' || state === 'early' || state === 'standing';
