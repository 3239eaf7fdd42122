import { error } from '@sveltejs/kit';
import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  status: z.enum(['pending', 'sending', 'done', 'failed', 'skipped', 'cancelled']).optional().catch(undefined),
});

const idOf = (event: Pick<RequestEvent, 'params'>): number => {
  const id = z.coerce.number().int().positive().safeParse(event.params.id);
  if (!id.success) error(404, 'card_run_unknown');
  return id.data;
};

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:card-run');
  const api = await caller(event);
  const id = idOf(event);
  const filter = query.parse(Object.fromEntries(event.url.searchParams));
  const [run, items] = await Promise.all([api.cards.run({ id }), api.cards.items({ id, ...filter })]);
  return { run, items: withinPages(event.url, items), filter };
};

type Step = 'pause' | 'resume' | 'cancel';
const step = (name: Step) => async (event: RequestEvent) => {
  const api = await caller(event);
  try {
    await api.cards[name]({ id: idOf(event) });
  } catch (error) {
    return formFailure(error, {});
  }
  return { done: name };
};

export const actions: Actions = { pause: step('pause'), resume: step('resume'), cancel: step('cancel') };
