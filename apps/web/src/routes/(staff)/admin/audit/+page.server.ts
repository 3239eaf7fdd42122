import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import { readQuery } from './query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const filter = readQuery(event.url);
  const api = await caller(event);
  return { filter, log: withinPages(event.url, await api.audit.list({ ...filter, pageSize: 50 })) };
};
