import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  if (locals.actor.type === 'guest') redirect(303, '/guest');
};

export const actions: Actions = {
  default: async (event) => {
    const { phone, password } = formTexts(await event.request.formData(), ['phone', 'password']);
    const api = await caller(event);
    try {
      await api.portal.logIn({ phone, password });
    } catch (error) {
      return formFailure(error, { phone });
    }
    redirect(303, '/guest');
  },
};
