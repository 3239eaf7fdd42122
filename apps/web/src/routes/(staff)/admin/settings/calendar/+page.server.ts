import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return { closed: await api.calendar.closedDays() };
};

export const actions: Actions = {
  close: async (event) => {
    const typed = formTexts(await event.request.formData(), ['first', 'last', 'name']);
    const api = await caller(event);
    try {
      return { closed: await api.calendar.close({ ...typed, last: typed.last || undefined }) };
    } catch (error) {
      return formFailure(error, typed);
    }
  },

  open: async (event) => {
    const { day } = formTexts(await event.request.formData(), ['day']);
    const api = await caller(event);
    await api.calendar.open({ day });
    return { opened: true };
  },
};
