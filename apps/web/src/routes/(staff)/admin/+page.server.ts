import { caller } from '#lib/server/caller.ts';
import { loadToday } from './load-today.ts';
import { NEWEST_REVIEWS } from './today.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const [dashboard, today, sessions, reviews] = await Promise.all([
    api.reports.live(),
    loadToday((query) => api.appointments.list(query)),
    api.whatsapp.sessions(),
    api.reviews.list({ limit: NEWEST_REVIEWS }),
  ]);
  return { dashboard, today, sessions, reviews, now: new Date() };
};
