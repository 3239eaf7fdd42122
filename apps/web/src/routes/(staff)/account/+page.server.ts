import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { keepLanguage } from '#lib/server/reader-language.ts';
import { getLocale, isLocale } from '#lib/paraglide/runtime.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const [account, sessions] = await Promise.all([api.account.get(), api.account.sessions()]);
  return { account, sessions, now: new Date() };
};

export const actions: Actions = {
  profile: async (event) => {
    const typed = formTexts(await event.request.formData(), ['name', 'phone', 'locale']);
    const locale = isLocale(typed.locale) ? typed.locale : getLocale();
    const api = await caller(event);
    try {
      await api.account.update({ ...typed, locale });
    } catch (error) {
      return formFailure(error, { of: 'profile' as const, ...typed });
    }
    keepLanguage(event.cookies, locale);
    return { done: 'profile' as const };
  },

  password: async (event) => {
    const { current, password } = formTexts(await event.request.formData(), ['current', 'password']);
    const api = await caller(event);
    try {
      await api.auth.changePassword({ current, password });
    } catch (error) {
      return formFailure(error, { of: 'password' as const });
    }
    return { done: 'password' as const };
  },

  endSession: async (event) => {
    const { id } = formTexts(await event.request.formData(), ['id']);
    const api = await caller(event);
    await api.account.endSession({ id });
    return { done: 'session' as const };
  },

  endOthers: async (event) => {
    const api = await caller(event);
    const { ended } = await api.account.endOtherSessions();
    return { done: 'sessions' as const, ended };
  },
};
