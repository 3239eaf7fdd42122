import { z } from 'zod';
import { pageInput } from '@sowan/core';

const none = undefined;

/** The list's filters as they stand in the address; what makes no sense there is left out. */
const visitsQuery = z.object({
  page: pageInput.shape.page.catch(1),
  q: z.string().trim().min(1).max(80).optional().catch(none),
  from: z.iso.date().optional().catch(none),
  to: z.iso.date().optional().catch(none),
  hostId: z.coerce.number().int().positive().optional().catch(none),
  status: z.enum(['scheduled', 'waiting', 'in_progress', 'completed', 'cancelled', 'no_show']).optional().catch(none),
  order: z.enum(['earliest', 'latest']).catch('earliest'),
});

/** @param today the school's day: where the list begins unless another day, or a search, is asked for */
export function readQuery(url: URL, today: string) {
  const query = visitsQuery.parse(Object.fromEntries(url.searchParams));
  const asked = url.searchParams.has('from') || query.to !== undefined || query.q !== undefined;
  return { ...query, from: asked ? query.from : today };
}
