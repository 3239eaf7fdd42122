import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

const query = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) });

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return {
    runs: withinPages(event.url, await api.cards.runs(query.parse(Object.fromEntries(event.url.searchParams)))),
  };
};
