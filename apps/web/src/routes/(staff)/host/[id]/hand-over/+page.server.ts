import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { START_PAGE } from '#lib/start-page.ts';
import { hide } from '../load-visit.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const [appointment, hosts] = await Promise.all([
    api.appointments.get({ id: Number(event.params.id) }).catch(hide),
    api.users.hosts(),
  ]);
  if (appointment.status !== 'scheduled' && appointment.status !== 'waiting') redirect(303, `/host/${event.params.id}`);
  return { appointment, hosts: hosts.filter(({ id }) => id !== appointment.hostId) };
};

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), ['hostId']);
    const api = await caller(event);
    try {
      await api.appointments.handOver({ id: Number(event.params.id), hostId: Number(typed.hostId) });
    } catch (error) {
      return formFailure(error, typed);
    }
    // The visit is no longer a host's own to look at.
    const me = await api.auth.me();
    redirect(303, me?.role === 'host' ? START_PAGE.host : `/host/${event.params.id}`);
  },
};
