import type { Appointment, AppointmentPage } from '#lib/appointment.ts';

const PAGE = 100;
const MOST_PAGES = 20;

/** Every visit of today, of all hosts, so that the counts are whole. */
export async function loadToday(
  list: (query: { day: 'today'; limit: number; cursor?: string | undefined }) => Promise<AppointmentPage>,
): Promise<Appointment[]> {
  const visits: Appointment[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, nextCursor } = await list({ day: 'today', limit: PAGE, cursor });
    visits.push(...items);
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  return visits;
}
