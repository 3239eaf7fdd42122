import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

const before = z.coerce.number().int().positive().optional().catch(undefined);
const PAGE = 50;

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const from = before.parse(event.url.searchParams.get('before') ?? undefined);
  const { items, unread } = await api.notifications.list({ before: from, limit: PAGE });
  return { items, unread, older: items.length === PAGE ? (items.at(-1)?.id ?? null) : null };
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
