import { z } from 'zod';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

const query = z.object({
  page: pageInput.shape.page.catch(1),
  q: z.string().trim().min(1).max(80).optional().catch(undefined),
  hostId: z.coerce.number().int().positive().optional().catch(undefined),
  order: z.enum(['name', 'newest']).catch('name'),
});

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { me } = await event.parent();
  const filters = query.parse(Object.fromEntries(event.url.searchParams));
  const [guests, hosts] = await Promise.all([
    api.guests.list(filters),
    me.role === 'host' ? Promise.resolve(null) : api.users.hosts(),
  ]);
  return { guests: withinPages(event.url, guests), hosts, filters };
};
