import { error } from '@sveltejs/kit';
import { TRPCError } from '@trpc/server';
import { caller } from '#lib/server/caller.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:message');
  const api = await caller(event);
  const message = await api.messages.get({ id: Number(event.params.id) }).catch((failure: unknown) => {
    if (failure instanceof TRPCError && ['NOT_FOUND', 'BAD_REQUEST'].includes(failure.code)) error(404);
    throw failure;
  });
  return { message };
};
