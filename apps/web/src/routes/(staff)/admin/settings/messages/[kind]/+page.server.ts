import { error } from '@sveltejs/kit';
import { TRPCError } from '@trpc/server';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { isLocale } from '#lib/paraglide/runtime.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  try {
    return { template: await api.templates.get({ kind: event.params.kind }) };
  } catch (refusal) {
    if (refusal instanceof TRPCError && refusal.code === 'BAD_REQUEST') error(404, 'not_found');
    throw refusal;
  }
};

const localeOf = (text: string) => (isLocale(text) ? text : error(400, 'invalid_input'));

export const actions: Actions = {
  save: async (event) => {
    const { locale: language, ...typed } = formTexts(await event.request.formData(), ['locale', 'subject', 'body']);
    const locale = localeOf(language);
    const api = await caller(event);
    try {
      await api.templates.save({ kind: event.params.kind, locale, ...typed });
    } catch (refusal) {
      return formFailure(refusal, { locale, ...typed });
    }
    return { saved: locale };
  },

  reset: async (event) => {
    const { locale: language } = formTexts(await event.request.formData(), ['locale']);
    const locale = localeOf(language);
    const api = await caller(event);
    await api.templates.reset({ kind: event.params.kind, locale });
    return { saved: locale };
  },
};
