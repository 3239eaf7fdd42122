import type { Appointment, AppointmentPage, Status } from '#lib/appointment.ts';

interface Query {
  hostId?: number | undefined;
  status?: Status;
  day?: 'today';
  cursor?: string | undefined;
  limit: number;
}

const PAGE = 30;
const MOST_A_DAY = 100;

/**
 * What the host's page shows first: everybody who is in the house, the first page of those to come, and today's guests who have left
 * or never came.
 * @param list the procedure, called on the server or from the browser
 */
export async function loadBoard(
  list: (query: Query) => Promise<AppointmentPage>,
  hostId: number | undefined,
): Promise<{ rows: Appointment[]; nextCursor: string | null }> {
  const today = (status: Status) => list({ hostId, status, day: 'today', limit: MOST_A_DAY });
  const others = (['waiting', 'in_progress', 'completed', 'no_show'] as const).map(today);
  const [coming, ...groups] = await Promise.all([loadMore(list, hostId), ...others]);
  const rows = new Map([coming, ...groups].flatMap((page) => page.items.map((row) => [row.id, row])));
  return { rows: [...rows.values()], nextCursor: coming.nextCursor };
}

/** A page of the days to come, from a cursor on. */
export const loadMore = (
  list: (query: Query) => Promise<AppointmentPage>,
  hostId: number | undefined,
  cursor?: string,
): Promise<AppointmentPage> => list({ hostId, cursor, status: 'scheduled', limit: PAGE });
