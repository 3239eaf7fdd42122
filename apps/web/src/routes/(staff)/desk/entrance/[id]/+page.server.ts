import { error } from '@sveltejs/kit';
import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const LATEST = 10;

const idOf = (event: Pick<RequestEvent, 'params'>): number => {
  const id = z.coerce.number().int().positive().safeParse(event.params.id);
  if (!id.success) error(404, 'event_unknown');
  return id.data;
};

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:entrance');
  const id = idOf(event);
  const api = await caller(event);
  const [occasion, latest] = await Promise.all([
    api.entrance.get({ id }),
    api.entrance.attendances({ id, pageSize: LATEST }),
  ]);
  return { occasion, latest: latest.items };
};

const turn = (to: 'close' | 'reopen') => async (event: RequestEvent) => {
  const api = await caller(event);
  try {
    await api.entrance[to]({ id: idOf(event) });
  } catch (error) {
    return formFailure(error, {});
  }
  return { done: to };
};

export const actions: Actions = { close: turn('close'), reopen: turn('reopen') };
