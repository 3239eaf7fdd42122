import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const { email } = formTexts(await event.request.formData(), ['email']);
    const api = await caller(event);
    try {
      await api.auth.forgotPassword({ email });
    } catch (error) {
      return formFailure(error, { email });
    }
    return { sent: true };
  },
};
