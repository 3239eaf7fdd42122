import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const { phone } = formTexts(await event.request.formData(), ['phone']);
    const api = await caller(event);
    try {
      await api.portal.requestLink({ phone });
    } catch (error) {
      return formFailure(error, { phone });
    }
    return { sent: true };
  },
};
