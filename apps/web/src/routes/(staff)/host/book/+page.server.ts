import { caller } from '#lib/server/caller.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { me } = await event.parent();
  const hosts = me.role === 'admin' ? await (await caller(event)).users.hosts() : null;
  return { hosts, now: new Date() };
};
