import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { START_PAGE } from '#lib/start-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const me = await api.auth.me();
  if (me) redirect(303, START_PAGE[me.role]);
  const { done } = await api.auth.setUpState();
  if (!done) redirect(303, '/setup');
};
