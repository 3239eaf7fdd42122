import { redirect } from '@sveltejs/kit';
import { getLocale, isLocale } from '#lib/paraglide/runtime.js';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { keepLanguage } from '#lib/server/reader-language.ts';
import { otherZones } from '#lib/time-zones.ts';
import type { Actions, PageServerLoad } from './$types';

const FIELDS = ['token', 'organisationName', 'timeZone', 'locale', 'name', 'email', 'password'] as const;

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { done } = await api.auth.setUpState();
  return { done, zones: done ? [] : otherZones() };
};

export const actions: Actions = {
  default: async (event) => {
    const { password, ...typed } = formTexts(await event.request.formData(), FIELDS);
    const locale = isLocale(typed.locale) ? typed.locale : getLocale();
    const api = await caller(event);
    try {
      await api.auth.setUp({ ...typed, password, locale });
    } catch (error) {
      return formFailure(error, typed);
    }
    keepLanguage(event.cookies, locale);
    redirect(303, '/admin/whatsapp');
  },
};
