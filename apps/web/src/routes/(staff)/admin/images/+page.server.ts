import { z } from 'zod';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

const query = pageInput.extend({
  page: pageInput.shape.page.catch(1),
  status: z.enum(['done', 'guard', 'cancelled', 'failed']).optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:heal-runs');
  const api = await caller(event);
  const filters = query.parse(Object.fromEntries(event.url.searchParams));
  const [newest, runs] = await Promise.all([api.images.runs({ pageSize: 1 }), api.images.runs(filters)]);
  return { latest: newest.items[0], runs: withinPages(event.url, runs), filters };
};
