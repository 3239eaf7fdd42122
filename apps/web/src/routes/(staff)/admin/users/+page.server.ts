import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

/** An address that somebody has edited by hand shows the list, not an error. */
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  search: z.string().max(100).catch(''),
  role: z.enum(['admin', 'host', 'receptionist']).optional().catch(undefined),
  active: z.enum(['yes', 'no']).optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  const filter = query.parse(Object.fromEntries(event.url.searchParams));
  const api = await caller(event);
  return {
    filter,
    users: withinPages(event.url, await api.users.list(filter)),
    created: event.url.searchParams.get('created'),
  };
};
