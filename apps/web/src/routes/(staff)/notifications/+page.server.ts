import { z } from 'zod';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { Actions, PageServerLoad } from './$types';

const query = z.object({ page: pageInput.shape.page.catch(1) });

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { page } = query.parse(Object.fromEntries(event.url.searchParams));
  return { notifications: withinPages(event.url, await api.notifications.list({ page })) };
};

export const actions: Actions = {
  readAll: async (event) => {
    const api = await caller(event);
    await api.notifications.markRead({ ids: 'all' });
  },
  read: async (event) => {
    const { id } = formTexts(await event.request.formData(), ['id']);
    const api = await caller(event);
    await api.notifications.markRead({ ids: [Number(id)] });
  },
  remove: async (event) => {
    const { id } = formTexts(await event.request.formData(), ['id']);
    const api = await caller(event);
    await api.notifications.remove({ id });
  },
  removeRead: async (event) => {
    const api = await caller(event);
    await api.notifications.removeRead();
  },
};
