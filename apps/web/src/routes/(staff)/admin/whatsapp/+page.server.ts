import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const [sessions, replicas] = await Promise.all([api.whatsapp.sessions(), api.whatsapp.replicas()]);
  return { sessions, replicas, now: new Date() };
};

export const actions: Actions = {
  create: async (event) => {
    const typed = formTexts(await event.request.formData(), ['name']);
    const api = await caller(event);
    let id: number;
    try {
      ({ id } = await api.whatsapp.create(typed));
    } catch (error) {
      return formFailure(error, typed);
    }
    redirect(303, `/admin/whatsapp/${String(id)}`);
  },
};
