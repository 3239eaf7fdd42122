import { z } from 'zod';
import { SCAN_OUTCOMES } from '@sowan/core/audit-log';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

/** An address that somebody has edited by hand shows the list, not an error. */
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  outcome: z.enum(SCAN_OUTCOMES).optional().catch(undefined),
  userId: z.coerce.number().int().positive().optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  const filter = query.parse(Object.fromEntries(event.url.searchParams));
  const api = await caller(event);
  return {
    filter,
    outcomes: SCAN_OUTCOMES,
    scans: withinPages(event.url, await api.audit.scans({ ...filter, pageSize: 50 })),
  };
};
