import { TRPCError } from '@trpc/server';
import { caller } from '#lib/server/caller.ts';
import type { SharedPass } from '#lib/appointment.ts';
import { hide } from './load-visit.ts';
import type { PageServerLoad } from './$types';

/** A revoked pass is none. */
function noPass(failure: unknown): null {
  if (failure instanceof TRPCError && failure.code === 'NOT_FOUND') return null;
  throw failure;
}

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { me } = await event.parent();
  const id = Number(event.params.id);
  const [appointment, messages, pass] = await Promise.all([
    api.appointments.get({ id }),
    me.role === 'receptionist' ? Promise.resolve([]) : api.appointments.messages({ id }),
    api.appointments.pass({ id }).catch(noPass) as Promise<SharedPass | null>,
  ]).catch(hide);
  return { appointment, messages, pass, isNew: event.url.searchParams.has('new'), now: new Date() };
};
