import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { USER_FIELDS, userInput } from '../read-user-form.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const idOf = (event: Pick<RequestEvent, 'params'>): number => {
  const id = z.coerce.number().int().positive().safeParse(event.params.id);
  if (!id.success) error(404, 'user_unknown');
  return id.data;
};

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const [user, own] = await Promise.all([api.users.get({ id: idOf(event) }), api.account.get()]);
  return { user, isOneself: own.email === user.email };
};

export const actions: Actions = {
  save: async (event) => {
    const form = await event.request.formData();
    const typed = formTexts(form, USER_FIELDS);
    const { role, ...rest } = userInput(typed);
    const api = await caller(event);
    try {
      // One's own role is shown and not sent.
      await api.users.update({ id: idOf(event), ...rest, ...(form.has('role') ? { role } : {}) });
    } catch (error) {
      return formFailure(error, { of: 'save' as const, ...typed });
    }
    return { done: 'save' as const, openAppointments: 0 };
  },

  access: async (event) => {
    const active = (await event.request.formData()).get('active') === 'yes';
    const api = await caller(event);
    try {
      const { openAppointments } = await api.users.update({ id: idOf(event), active });
      return { done: active ? ('activated' as const) : ('deactivated' as const), openAppointments };
    } catch (error) {
      return formFailure(error, { of: 'access' as const });
    }
  },

  temporary: async (event) => {
    const api = await caller(event);
    try {
      await api.users.sendTemporaryPassword({ id: idOf(event) });
    } catch (error) {
      return formFailure(error, { of: 'access' as const });
    }
    return { done: 'temporary' as const, openAppointments: 0 };
  },

  remove: async (event) => {
    const api = await caller(event);
    try {
      await api.users.remove({ id: idOf(event) });
    } catch (error) {
      return formFailure(error, { of: 'access' as const });
    }
    redirect(303, '/admin/users');
  },
};
