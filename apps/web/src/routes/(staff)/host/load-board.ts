import type { Appointment, AppointmentPage, Status } from '#lib/appointment.ts';

interface Query {
  hostId?: number | undefined;
  status?: Status;
  cursor?: string | undefined;
  limit: number;
}

const PAGE = 30;
const MOST_PRESENT = 100;

/**
 * What the host's page shows first: everybody who is in the house, and the first page of today and the days to come.
 * @param list the procedure, called on the server or from the browser
 */
export async function loadBoard(
  list: (query: Query) => Promise<AppointmentPage>,
  hostId: number | undefined,
): Promise<{ rows: Appointment[]; nextCursor: string | null }> {
  const present = (status: Status) => list({ hostId, status, limit: MOST_PRESENT });
  const [coming, ...groups] = await Promise.all([loadMore(list, hostId), present('waiting'), present('in_progress')]);
  const rows = new Map([coming, ...groups].flatMap((page) => page.items.map((row) => [row.id, row])));
  return { rows: [...rows.values()], nextCursor: coming.nextCursor };
}

/** A page of the days to come, from a cursor on. */
export const loadMore = (
  list: (query: Query) => Promise<AppointmentPage>,
  hostId: number | undefined,
  cursor?: string,
): Promise<AppointmentPage> => list({ hostId, cursor, limit: PAGE });
