import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return { visit: await api.reviews.open({ token: event.params.token }) };
};

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), ['rating', 'comment']);
    const api = await caller(event);
    try {
      await api.reviews.submit({ token: event.params.token, ...typed });
    } catch (error) {
      return formFailure(error, typed);
    }
    return { given: true as const };
  },
};
