import { z } from 'zod';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { withinPages } from '#lib/server/last-page.ts';
import { hide } from '../../host/[id]/load-visit.ts';
import type { Actions, PageServerLoad } from './$types';

const query = z.object({ page: pageInput.shape.page.catch(1) });
const LOCALES = ['id', 'en', 'fr'] as const;

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { me } = await event.parent();
  const id = Number(event.params.id);
  const { page } = query.parse(Object.fromEntries(event.url.searchParams));
  const guest = await api.guests.get({ id }).catch(hide);
  const [visits, messages] = await Promise.all([
    api.appointments.find({ guestId: id, page, pageSize: 10, order: 'latest' }),
    me.role === 'receptionist' ? Promise.resolve(null) : api.guests.messages({ id }),
  ]);
  return { guest, visits: withinPages(event.url, visits), messages, now: new Date() };
};

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), ['name', 'phone', 'email', 'locale']);
    const locale = LOCALES.find((known) => known === typed.locale) ?? 'id';
    try {
      await (await caller(event)).guests.update({ ...typed, locale, id: Number(event.params.id) });
    } catch (error) {
      return formFailure(error, typed);
    }
    return { saved: true, typed: null, failure: null };
  },
};
