import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import type { KeptRoster } from './offline/judge.ts';

export type DayPage = inferRouterOutputs<AppRouter>['desk']['today'];
export type DayVisit = DayPage['items'][number];
export type DayShow = 'open' | 'scheduled' | 'waiting' | 'done' | 'all';

/**
 * News on the list: rows that are shown change where they stand; what would appear or go waits until it is asked for, so that
 * nothing moves under a finger.
 * @param heard statuses that were heard of visits since, for those that have left the list
 */
export function inPlace(shown: DayPage, fresh: DayPage, heard: ReadonlyMap<number, DayVisit['status']>): DayPage {
  const now = (visit: DayVisit) =>
    fresh.items.find(({ id }) => id === visit.id) ?? { ...visit, status: heard.get(visit.id) ?? visit.status };
  return { ...fresh, items: shown.items.map(now) };
}

/** How many visits a fresh list has that the shown one lacks, and the other way round. */
export function difference(shown: DayPage, fresh: DayPage): number {
  const ids = (page: DayPage) => new Set(page.items.map((visit) => visit.id));
  return ids(shown).symmetricDifference(ids(fresh)).size;
}

const OFFLINE_MOST = 100;

/** The kept list in the form of the page's: what a desk without line can still look up. */
export function dayOfRoster({ roster }: KeptRoster, q: string): DayPage {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = roster.visits.filter(({ guestName, hostName }) =>
    words.every((word) => `${guestName} ${hostName}`.toLowerCase().includes(word)),
  );
  const counts = { scheduled: 0, waiting: 0, in_progress: 0, completed: 0, cancelled: 0, no_show: 0 };
  for (const { status } of roster.visits) counts[status] += 1;
  const items = found.slice(0, OFFLINE_MOST).map((visit) => ({
    ...visit,
    hostId: 0,
    hostPhone: null,
    guestPhone: null,
    purpose: '',
    completedAt: null,
    metAt: null,
    hostAnswer: null,
    late: false,
  }));
  return { items, counts, total: found.length, page: 1, pageSize: OFFLINE_MOST };
}
