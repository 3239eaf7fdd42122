import { caller } from '#lib/server/caller.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const id = Number(event.params.id);
  const api = await caller(event);
  const [visit, pass] = await Promise.all([api.appointments.get({ id }), api.appointments.pass({ id })]);
  return { visit, picture: `/p/${pass.token}/qr.png` };
};
