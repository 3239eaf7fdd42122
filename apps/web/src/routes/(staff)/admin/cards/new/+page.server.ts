import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { selectionPairs } from '../../members/member-query.ts';
import { runWish } from './read-run-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { searchParams } = event.url;
  const { currentYear } = await api.cards.stats();
  const wish = runWish(searchParams, Number(currentYear));
  const kept = selectionPairs(searchParams);
  return { kept, wish, thisYear: Number(currentYear), rehearsal: await api.cards.rehearse(wish) };
};

export const actions: Actions = {
  /** Starts what the page's address describes: exactly what was rehearsed. */
  default: async (event) => {
    const api = await caller(event);
    const { currentYear } = await api.cards.stats();
    let runId: number;
    try {
      ({ runId } = await api.cards.start(runWish(event.url.searchParams, Number(currentYear))));
    } catch (error) {
      return formFailure(error, {});
    }
    redirect(303, `/admin/cards/${String(runId)}`);
  },
};
