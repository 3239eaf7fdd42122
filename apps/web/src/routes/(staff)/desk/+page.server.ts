import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';
import type { DayShow } from './day.ts';

const SHOWS: readonly string[] = ['open', 'scheduled', 'waiting', 'done', 'all'] satisfies DayShow[];
const PAGE_SIZE = 20;

export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const wanted = searchParams.get('show') ?? 'open';
  const filter = {
    q: (searchParams.get('q') ?? '').slice(0, 80),
    show: (SHOWS.includes(wanted) ? wanted : 'open') as DayShow,
    page: Math.max(1, Math.trunc(Number(searchParams.get('page') ?? 1)) || 1),
    pageSize: PAGE_SIZE,
  };
  const api = await caller(event);
  const [day, recent, hosts] = await Promise.all([api.desk.today(filter), api.desk.recent(), api.users.hosts()]);
  return { filter, day: withinPages(event.url, day), recent, hosts, now: new Date() };
};
