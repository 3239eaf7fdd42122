import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { runQuery, runWish } from './read-run-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const query = runQuery.parse(Object.fromEntries(event.url.searchParams));
  const { currentYear } = await api.cards.stats();
  const wish = runWish(query, Number(currentYear));
  return { query, wish, thisYear: Number(currentYear), rehearsal: await api.cards.rehearse(wish) };
};

export const actions: Actions = {
  /** Starts what the page's address describes: exactly what was rehearsed. */
  default: async (event) => {
    const api = await caller(event);
    const query = runQuery.parse(Object.fromEntries(event.url.searchParams));
    const { currentYear } = await api.cards.stats();
    let runId: number;
    try {
      ({ runId } = await api.cards.start(runWish(query, Number(currentYear))));
    } catch (error) {
      return formFailure(error, {});
    }
    redirect(303, `/admin/cards/${String(runId)}`);
  },
};
