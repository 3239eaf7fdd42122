import { z } from 'zod';
import { CARD_VERDICTS } from '@sowan/core/cards';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

/** An address that somebody has edited by hand shows the list, not an error. */
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  verdict: z.enum(CARD_VERDICTS).optional().catch(undefined),
  eventId: z.coerce.number().int().positive().optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  const filter = query.parse(Object.fromEntries(event.url.searchParams));
  const api = await caller(event);
  return {
    filter,
    verdicts: CARD_VERDICTS,
    checks: withinPages(event.url, await api.audit.cardChecks({ ...filter, pageSize: 50 })),
  };
};
