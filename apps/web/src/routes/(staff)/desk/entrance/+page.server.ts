import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { dayKey } from '#lib/when.ts';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { Actions, PageServerLoad } from './$types';

const query = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) });

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { school } = await event.parent();
  const events = await api.entrance.list(query.parse(Object.fromEntries(event.url.searchParams)));
  return { events: withinPages(event.url, events), today: dayKey(new Date(), school.timeZone) };
};

export const actions: Actions = {
  default: async (event) => {
    const given = formTexts(await event.request.formData(), ['name', 'day']);
    const api = await caller(event);
    let id: number;
    try {
      ({ id } = await api.entrance.create(given));
    } catch (error) {
      return formFailure(error, given);
    }
    redirect(303, `/desk/entrance/${String(id)}`);
  },
};
