import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import type { PageServerLoad } from './$types';

/** An address that somebody has edited by hand shows the list, not an error. */
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  search: z.string().max(120).catch(''),
  status: z.enum(['pending', 'active', 'inactive']).optional().catch(undefined),
  type: z
    .string()
    .max(40)
    .transform((type) => type || undefined)
    .optional()
    .catch(undefined),
  card: z.enum(['with', 'without']).optional().catch(undefined),
  lacks: z.enum(['email', 'phone', 'working_email']).optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const filter = query.parse(Object.fromEntries(searchParams));
  const api = await caller(event);
  const [members, types, stats] = await Promise.all([api.members.list(filter), api.members.types(), api.cards.stats()]);
  return { filter, members, types, stats, created: searchParams.get('created') };
};
