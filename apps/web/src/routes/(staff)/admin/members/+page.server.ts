import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import { memberQuery, selectionPairs } from './member-query.ts';
import type { PageServerLoad } from './$types';

const query = memberQuery.extend({ page: z.coerce.number().int().min(1).max(100_000).catch(1) });

export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const filter = query.parse(Object.fromEntries(searchParams));
  const api = await caller(event);
  const [members, types, stats] = await Promise.all([api.members.list(filter), api.members.types(), api.cards.stats()]);
  withinPages(event.url, members);
  return { filter, kept: selectionPairs(searchParams), members, types, stats, created: searchParams.get('created') };
};
