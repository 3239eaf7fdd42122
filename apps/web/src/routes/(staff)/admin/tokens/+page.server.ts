import { SCOPES } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return { tokens: await api.tokens.list(), scopes: SCOPES, now: new Date() };
};

export const actions: Actions = {
  create: async (event) => {
    const form = await event.request.formData();
    const typed = formTexts(form, ['name', 'days']);
    const scopes = form.getAll('scopes').map(String);
    const api = await caller(event);
    try {
      const { secret } = await api.tokens.create({
        name: typed.name,
        scopes,
        days: typed.days === 'none' ? null : Number(typed.days),
      });
      return { secret };
    } catch (error) {
      return formFailure(error, { ...typed, scopes });
    }
  },

  revoke: async (event) => {
    const { id } = formTexts(await event.request.formData(), ['id']);
    const api = await caller(event);
    await api.tokens.revoke({ id });
    return { revoked: true };
  },
};
