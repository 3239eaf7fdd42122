import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), ['phone', 'rating', 'comment']);
    const api = await caller(event);
    try {
      await api.reviews.giveInLobby(typed);
    } catch (error) {
      return formFailure(error, typed);
    }
    return { given: true as const };
  },
};
