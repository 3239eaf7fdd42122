import { caller } from '#lib/server/caller.ts';
import { selectionPairs } from '../../members/member-query.ts';
import { printWish } from './read-print-query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { searchParams } = event.url;
  const thisYear = Number((await api.cards.stats()).currentYear);
  const wish = printWish(searchParams, thisYear);
  const [printable, run] = await Promise.all([
    api.cards.printable(wish),
    wish.runId === undefined ? null : api.cards.run({ id: wish.runId }),
  ]);
  return { wish, kept: selectionPairs(searchParams), thisYear, printable, run };
};
