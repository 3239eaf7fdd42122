import { redirect } from '@sveltejs/kit';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { Actions, PageServerLoad } from './$types';

const query = pageInput.extend({ page: pageInput.shape.page.catch(1) });

export const load: PageServerLoad = async (event) => {
  const { actor } = event.locals;
  if (actor.type !== 'guest') redirect(303, '/guest/login');
  const api = await caller(event);
  const visits = await api.portal.visits(query.parse({ page: event.url.searchParams.get('page') ?? 1 }));
  return { guestName: actor.name, visits: withinPages(event.url, visits), now: new Date() };
};

export const actions: Actions = {
  logOut: async (event) => {
    const api = await caller(event);
    await api.portal.logOut();
    redirect(303, '/guest/login');
  },
};
