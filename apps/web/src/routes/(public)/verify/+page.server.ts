import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const { code } = formTexts(await event.request.formData(), ['code']);
    const api = await caller(event);
    try {
      return { answer: await api.cards.verify({ code }), code };
    } catch (error) {
      return formFailure(error, { code });
    }
  },
};
