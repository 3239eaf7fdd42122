import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  preferences: await (await caller(event)).notifications.preferences(),
});

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const { phone } = formTexts(form, ['phone']);
    const typed = { phone, arrivalByWhatsapp: form.get('arrivalByWhatsapp') === 'on' };
    try {
      const saved = await (await caller(event)).notifications.setPreferences(typed);
      return { saved: true, typed: { ...saved, phone: saved.phone ?? '' }, failure: null };
    } catch (error) {
      return formFailure(error, typed);
    }
  },
};
