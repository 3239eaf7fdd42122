import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { USER_FIELDS, userInput } from '../read-user-form.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), USER_FIELDS);
    const api = await caller(event);
    try {
      await api.users.create(userInput(typed));
    } catch (error) {
      return formFailure(error, typed);
    }
    redirect(303, `/admin/users?created=${encodeURIComponent(typed.email.trim())}`);
  },
};
