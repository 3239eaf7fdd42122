import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { START_PAGE } from '#lib/start-page.ts';
import type { Actions, PageServerLoad } from './$types';

/** Whoever came in with a temporary password chooses one here; everybody else has no business on this page. */
export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const me = await api.auth.me();
  if (!me) redirect(303, '/login');
  if (!me.mustChangePassword) redirect(303, START_PAGE[me.role]);
  return { name: me.name };
};

export const actions: Actions = {
  default: async (event) => {
    const { current, password } = formTexts(await event.request.formData(), ['current', 'password']);
    const api = await caller(event);
    try {
      await api.auth.changePassword({ current, password });
    } catch (error) {
      return formFailure(error, {});
    }
    redirect(303, '/login');
  },
};
