import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
  const api = await caller(event);
  const [me, school, whatsapp] = await Promise.all([api.auth.me(), api.settings.school(), api.whatsapp.status()]);
  if (!me) redirect(303, '/login');
  return { me, school, whatsapp };
};
