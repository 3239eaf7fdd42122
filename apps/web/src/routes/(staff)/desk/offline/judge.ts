import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';

export type Roster = inferRouterOutputs<AppRouter>['desk']['roster'];
export type RosterVisit = Roster['visits'][number];

/** The day's list as this device keeps it. */
export interface KeptRoster {
  roster: Roster;
  /** By this device's clock. */
  keptAt: Date;
}

export type Verdict =
  | { shown: 'admitted'; visit: RosterVisit; late: boolean; at: Date }
  | {
      shown: 'refused';
      reason: 'wrong_format' | 'revoked' | 'cancelled' | 'already_in' | 'finished';
      visit: RosterVisit | null;
    }
  | { shown: 'unknown'; reason: 'not_listed' | 'list_old' | 'no_list'; visit: null };

/** The present by the server's clock: what has passed since the list came is believed, this device's clock is not. */
export const serverNow = ({ roster, keptAt }: KeptRoster, deviceNow: Date): Date =>
  new Date(roster.now.getTime() + Math.max(0, deviceNow.getTime() - keptAt.getTime()));

/**
 * What the desk says by itself about a code.
 * @param hash of the code under the list's salt; null for what is no code of ours
 */
export function judge(kept: KeptRoster | null, hash: string | null, deviceNow: Date): Verdict {
  if (!hash) return { shown: 'refused', reason: 'wrong_format', visit: null };
  if (!kept) return { shown: 'unknown', reason: 'no_list', visit: null };
  const { roster } = kept;
  const at = serverNow(kept, deviceNow);
  if (at >= roster.dayEndsAt) return { shown: 'unknown', reason: 'list_old', visit: null };
  const code = roster.codes.find((candidate) => candidate.hash === hash);
  const visits = roster.visits.filter((visit) => code?.visitIds.includes(visit.id));
  const visit = meant(visits);
  if (!code || !visit) return { shown: 'unknown', reason: 'not_listed', visit: null };
  if (visit.status === 'cancelled') return { shown: 'refused', reason: 'cancelled', visit };
  if (code.revoked) return { shown: 'refused', reason: 'revoked', visit };
  if (visit.status === 'waiting' || visit.status === 'in_progress')
    return { shown: 'refused', reason: 'already_in', visit };
  if (visit.status !== 'scheduled') return { shown: 'refused', reason: 'finished', visit };
  const late = at.getTime() > visit.scheduledAt.getTime() + roster.graceMinutes * 60_000;
  return { shown: 'admitted', visit, late, at };
}

/** Of a standing pass's visits the one the guest is in the house for, else the first still expected, else the last. */
function meant(visits: RosterVisit[]): RosterVisit | undefined {
  const expected = visits.filter((visit) => visit.status !== 'cancelled');
  return (
    expected.find((visit) => visit.status === 'waiting' || visit.status === 'in_progress') ??
    expected.find((visit) => visit.status === 'scheduled') ??
    expected.at(-1) ??
    visits.at(-1)
  );
}

/** The list after this desk has let somebody in, or taken it back. */
export function withVisit(kept: KeptRoster, id: number, change: Partial<RosterVisit>): KeptRoster {
  const visits = kept.roster.visits.map((visit) => (visit.id === id ? { ...visit, ...change } : visit));
  return { ...kept, roster: { ...kept.roster, visits } };
}
