import { error } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { env } from '#lib/server/env.ts';
import { visitCalendar } from '#lib/server/visit-calendar.ts';
import { m } from '#lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

/** The visit as a calendar file; a later one of the same visit replaces it. */
export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const view = await api.passes.view({ token: event.params.token });
  const { appointment } = view;
  if (!appointment) error(404);
  const calendar = visitCalendar({
    title: m.calendar_title({ host: appointment.hostName, school: view.organisationName }),
    organisationName: view.organisationName,
    place: view.place,
    token: view.token,
    publicUrl: env().PUBLIC_URL,
    appointment,
    cancelled: appointment.status === 'cancelled',
  });
  return new Response(calendar, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="visit.ics"',
      'cache-control': 'no-store',
    },
  });
};
