import { MOST_EXPORTED } from '@sowan/core/appointments';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import { dayKey } from '#lib/when.ts';
import { readQuery } from './query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { me, school } = await event.parent();
  const now = new Date();
  const filters = readQuery(event.url, dayKey(now, school.timeZone));
  const [visits, hosts] = await Promise.all([
    api.appointments.find(filters),
    me.role === 'host' ? Promise.resolve(null) : api.users.hosts(),
  ]);
  return { visits: withinPages(event.url, visits), hosts, filters, now, mostExported: MOST_EXPORTED };
};
