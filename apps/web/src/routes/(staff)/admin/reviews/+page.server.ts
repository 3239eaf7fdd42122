import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

/** An address that somebody has edited by hand shows the list, not an error. */
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  hostId: z.coerce.number().int().positive().optional().catch(undefined),
  rating: z.coerce.number().int().min(1).max(5).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  const filter = query.parse(Object.fromEntries(event.url.searchParams));
  const { from, to } = filter;
  const api = await caller(event);
  const [reviews, averages, hosts] = await Promise.all([
    api.reviews.find(filter),
    api.reviews.averages({ from, to }),
    api.users.hosts(),
  ]);
  return { filter, reviews: withinPages(event.url, reviews), averages, hosts };
};
