import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { dayKey } from '#lib/when.ts';
import { MEMBER_FIELDS, memberInput } from '../read-member-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { school } = await event.parent();
  return { today: dayKey(new Date(), school.timeZone) };
};

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), MEMBER_FIELDS);
    const api = await caller(event);
    let number: string;
    try {
      ({ number } = await api.members.create(memberInput(typed)));
    } catch (error) {
      return formFailure(error, typed);
    }
    redirect(303, `/admin/members?created=${encodeURIComponent(number)}`);
  },
};
