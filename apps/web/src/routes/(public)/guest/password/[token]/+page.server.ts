import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const { password } = formTexts(await event.request.formData(), ['password']);
    const api = await caller(event);
    try {
      await api.portal.setPassword({ token: event.params.token, password });
    } catch (error) {
      return formFailure(error, {});
    }
    redirect(303, '/guest');
  },
};
