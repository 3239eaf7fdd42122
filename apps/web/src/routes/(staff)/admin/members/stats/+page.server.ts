import { caller } from '#lib/server/caller.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return { stats: await api.cards.stats() };
};
