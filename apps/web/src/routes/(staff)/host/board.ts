import type { Appointment, Status } from '#lib/appointment.ts';

export interface Entry {
  row: Appointment;
  /** Group it is shown in: its status when the page was last put in order. */
  place: Status;
}

/**
 * What the host's page shows. News changes a row where it stands and otherwise waits in `fresh`, so that nothing moves under a finger;
 * `settle` puts everything in order when the reader asks for it.
 */
export interface Board {
  entries: Entry[];
  /** Not on the page yet. */
  fresh: Appointment[];
}

/** When a row counts in its group's order. */
function moment({ status, scheduledAt, arrivedAt, metAt, completedAt }: Appointment): number {
  const at = { waiting: arrivedAt, in_progress: metAt, completed: completedAt }[status as string] ?? scheduledAt;
  return at.getTime();
}

const inOrder = (a: Appointment, b: Appointment) => moment(a) - moment(b) || a.id - b.id;
const place = (row: Appointment): Entry => ({ row, place: row.status });

export const openBoard = (rows: Appointment[]): Board => ({ entries: [...rows].sort(inOrder).map(place), fresh: [] });

/** Takes a row as it now stands. */
export function take(board: Board, row: Appointment): Board {
  if (board.entries.some((entry) => entry.row.id === row.id)) {
    return { ...board, entries: board.entries.map((entry) => (entry.row.id === row.id ? { ...entry, row } : entry)) };
  }
  return { ...board, fresh: [...board.fresh.filter((known) => known.id !== row.id), row] };
}

/** Takes a row away that is no longer the reader's to see. */
export const forget = ({ entries, fresh }: Board, id: number): Board => ({
  entries: entries.filter(({ row }) => row.id !== id),
  fresh: fresh.filter((row) => row.id !== id),
});

/** Puts every row where it belongs. */
export function settle(board: Board): Board {
  return openBoard([...board.entries.map((entry) => entry.row), ...board.fresh]);
}

/** Adds the next page of the list below what is there. */
export function extend(board: Board, rows: Appointment[]): Board {
  const isNew = (row: Appointment) => !board.entries.some((entry) => entry.row.id === row.id);
  return {
    entries: [...board.entries, ...rows.filter(isNew).map(place)],
    fresh: board.fresh.filter((known) => !rows.some((row) => row.id === known.id)),
  };
}

export const shownAs = (board: Board, status: Status): Appointment[] =>
  board.entries.filter((entry) => entry.place === status).map((entry) => entry.row);

/**
 * The guest who has just come while nobody else waits: shown at once, in the room that is kept free for them, and kept there when the
 * meeting is started on another screen.
 */
export function guestInReserve(board: Board): Appointment | null {
  if (board.entries.some((entry) => entry.place === 'waiting')) return null;
  const elsewhere = board.entries.filter((entry) => entry.place !== 'in_progress').map((entry) => entry.row);
  const present = [...elsewhere, ...board.fresh].filter(
    (row) => row.status === 'waiting' || row.status === 'in_progress',
  );
  return present.sort(inOrder)[0] ?? null;
}

/** True for a visit to come that lies below the last one shown: the next page of the list brings it. */
export function isBelow(board: Board, row: Appointment): boolean {
  const last = shownAs(board, 'scheduled').at(-1);
  return row.status === 'scheduled' && last !== undefined && inOrder(last, row) < 0;
}

/** What `settle` would bring to light or to its place. */
export function unsettled(board: Board): Appointment[] {
  const shown = guestInReserve(board)?.id;
  const misplaced = board.entries.filter((entry) => entry.place !== entry.row.status).map((entry) => entry.row);
  return [...misplaced, ...board.fresh].filter((row) => row.id !== shown);
}
