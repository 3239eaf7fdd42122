import { caller } from '#lib/server/caller.ts';
import { dayKey } from '#lib/when.ts';
import { readQuery } from '../query.ts';
import type { RequestHandler } from './$types';

/** The list with its filters as a file for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const { timeZone } = await api.settings.school();
  const today = dayKey(new Date(), timeZone);
  const { page: _page, ...filters } = readQuery(event.url, today);
  const { csv } = await api.appointments.exportCsv(filters);
  // With a byte order mark, without which Excel takes UTF-8 for something older.
  return new Response(`\uFEFF${csv}`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="visits-${today}.csv"`,
      'cache-control': 'no-store',
    },
  });
};
