import { z } from 'zod';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import { hide } from '../../../host/[id]/load-visit.ts';
import type { PageServerLoad } from './$types';

const query = z.object({
  page: pageInput.shape.page.catch(1),
  status: z.enum(['pending', 'booked', 'failed', 'skipped']).optional().catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:import');
  const api = await caller(event);
  const filters = query.parse(Object.fromEntries(event.url.searchParams));
  const run = await api.imports.get({ id: Number(event.params.id), ...filters }).catch(hide);
  withinPages(event.url, run.rows);
  return { run, filters };
};
