import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { loadBoard } from './load-board.ts';
import type { PageServerLoad } from './$types';

const wanted = z.coerce.number().int().positive().optional().catch(undefined);

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { me } = await event.parent();
  const isAdmin = me.role === 'admin';
  // Hosts see their own and nothing else, whatever the address says.
  const hostId = isAdmin ? wanted.parse(event.url.searchParams.get('host') ?? undefined) : undefined;
  const [board, hosts] = await Promise.all([
    loadBoard((query) => api.appointments.list(query), hostId),
    isAdmin ? api.users.hosts() : Promise.resolve(null),
  ]);
  return { ...board, hosts, hostId, now: new Date() };
};
