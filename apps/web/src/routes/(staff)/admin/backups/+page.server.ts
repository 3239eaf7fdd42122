import type { Actions } from '@sveltejs/kit';
import { pageInput } from '@sowan/core';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const wish = pageInput.safeParse(Object.fromEntries(event.url.searchParams));
  return { backups: withinPages(event.url, await api.backups.list(wish.success ? wish.data : {})), now: new Date() };
};

const request = (task: 'backup' | 'proof') => async (event: Parameters<Actions[string]>[0]) => {
  try {
    const api = await caller(event);
    await api.backups.request({ task });
  } catch (cause) {
    return formFailure(cause, {});
  }
  return { asked: task };
};

export const actions: Actions = { backup: request('backup'), proof: request('proof') };
