import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { safePath } from '#lib/safe-path.ts';
import { START_PAGE } from '#lib/start-page.ts';
import type { Actions, PageServerLoad } from './$types';

/** Whoever is logged in goes on: where they were headed, else to where their role's day begins. */
export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const me = await api.auth.me();
  if (me) redirect(303, safePath(event.url.searchParams.get('to')) ?? START_PAGE[me.role]);
  const { done } = await api.auth.setUpState();
  if (!done) redirect(303, '/setup');
  return { passwordChanged: event.url.searchParams.has('changed') };
};

export const actions: Actions = {
  default: async (event) => {
    const { email, password } = formTexts(await event.request.formData(), ['email', 'password']);
    const api = await caller(event);
    try {
      await api.auth.logIn({ email, password });
    } catch (error) {
      return formFailure(error, { email });
    }
    redirect(303, event.url.pathname + event.url.search);
  },
};
