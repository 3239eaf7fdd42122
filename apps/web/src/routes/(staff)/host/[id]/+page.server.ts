import { error } from '@sveltejs/kit';
import { TRPCError } from '@trpc/server';
import { caller } from '#lib/server/caller.ts';
import type { SharedPass } from '#lib/appointment.ts';
import type { PageServerLoad } from './$types';

/** What is not there, or another host's, looks alike: a page that does not exist. */
function hide(failure: unknown): never {
  if (failure instanceof TRPCError && ['NOT_FOUND', 'FORBIDDEN', 'BAD_REQUEST'].includes(failure.code)) error(404);
  throw failure;
}

/** A revoked pass is none. */
function noPass(failure: unknown): null {
  if (failure instanceof TRPCError && failure.code === 'NOT_FOUND') return null;
  throw failure;
}

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const id = Number(event.params.id);
  const [appointment, messages, pass] = await Promise.all([
    api.appointments.get({ id }),
    api.appointments.messages({ id }),
    api.appointments.pass({ id }).catch(noPass) as Promise<SharedPass | null>,
  ]).catch(hide);
  return { appointment, messages, pass, isNew: event.url.searchParams.has('new'), now: new Date() };
};
