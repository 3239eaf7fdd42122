import { caller } from '#lib/server/caller.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
  const api = await caller(event);
  return { school: await api.settings.school() };
};
