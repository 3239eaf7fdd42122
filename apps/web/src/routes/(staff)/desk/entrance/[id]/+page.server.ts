import { error } from '@sveltejs/kit';
import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import type { PageServerLoad } from './$types';

const LATEST = 10;

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:entrance');
  const given = z.coerce.number().int().positive().safeParse(event.params.id);
  if (!given.success) error(404, 'event_unknown');
  const id = given.data;
  const api = await caller(event);
  const [occasion, latest] = await Promise.all([
    api.entrance.get({ id }),
    api.entrance.attendances({ id, pageSize: LATEST }),
  ]);
  return { occasion, latest: latest.items };
};
