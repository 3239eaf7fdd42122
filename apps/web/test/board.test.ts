import { describe, expect, test } from 'vitest';
import type { Appointment, Status } from '../src/lib/appointment.ts';
import {
  extend,
  guestInReserve,
  isBelow,
  openBoard,
  settle,
  shownAs,
  take,
  unsettled,
} from '../src/routes/(staff)/host/board.ts';

/** A visit at an hour of one morning; whoever waits has come on time, whoever is met has been met on time. */
function visit(id: number, hour: number, status: Status = 'scheduled'): Appointment {
  const scheduledAt = new Date(Date.UTC(2026, 10, 23, hour));
  const reached = (...statuses: Status[]) => (statuses.includes(status) ? scheduledAt : null);
  return {
    ...{ id, hostId: 1, hostName: 'Budi', guestId: id, guestName: `Guest ${String(id)}`, guestPhone: null },
    ...{ hostAnswer: null, hostAnsweredAt: null, escalatedAt: null, cancelRequestedAt: null },
    ...{ purpose: 'Talk', companions: 0, scheduledAt, status, late: false },
    arrivedAt: reached('waiting', 'in_progress', 'completed'),
    metAt: reached('in_progress', 'completed'),
    completedAt: reached('completed'),
  };
}
const ids = (rows: Appointment[]) => rows.map(({ id }) => id);
const order = (board: Parameters<typeof settle>[0]) => ids(board.entries.map(({ row }) => row));

describe('news moves nothing on the page', () => {
  const board = openBoard([visit(1, 1), visit(2, 2, 'waiting'), visit(3, 3), visit(4, 4, 'in_progress')]);

  test.each<[string, Appointment]>([
    ['a guest who arrives', visit(3, 3, 'waiting')],
    ['a meeting that begins on another screen', visit(2, 2, 'in_progress')],
    ['a visit that is over', visit(4, 4, 'completed')],
    ['a visit that is called off', visit(1, 1, 'cancelled')],
    ['a visit that was booked just now', visit(9, 2)],
  ])('%s', (_, news) => {
    const after = take(board, news);
    expect(order(after)).toEqual(order(board));
    expect(after.entries.map(({ place }) => place)).toEqual(board.entries.map(({ place }) => place));
    expect(ids(unsettled(after))).toEqual([news.id]);
  });

  test('but a row always tells the truth', () => {
    expect(shownAs(take(board, visit(2, 2, 'in_progress')), 'waiting')[0]?.status).toBe('in_progress');
  });

  test('until the reader asks: then everything stands in its place', () => {
    const after = settle(take(take(board, visit(3, 3, 'waiting')), visit(9, 2)));
    expect(ids(shownAs(after, 'waiting'))).toEqual([2, 3]);
    expect(ids(shownAs(after, 'scheduled'))).toEqual([1, 9]);
    expect(unsettled(after)).toEqual([]);
  });

  test('the newest word about a guest not yet shown replaces the older one', () => {
    const after = take(take(board, visit(9, 2)), visit(9, 2, 'cancelled'));
    expect(after.fresh).toHaveLength(1);
    expect(ids(shownAs(settle(after), 'scheduled'))).toEqual([1, 3]);
  });
});

describe('the room kept free for the next guest', () => {
  const quiet = openBoard([visit(1, 1), visit(3, 3)]);

  test('is empty while nobody has come', () => {
    expect(guestInReserve(quiet)).toBeNull();
  });

  test('shows the first who comes, and a second one waits behind the button', () => {
    const after = take(take(quiet, visit(1, 1, 'waiting')), visit(3, 3, 'waiting'));
    expect(guestInReserve(after)?.id).toBe(1);
    expect(ids(unsettled(after))).toEqual([3]);
  });

  test('shows a guest who was not on the page before', () => {
    expect(guestInReserve(take(quiet, visit(9, 2, 'waiting')))?.id).toBe(9);
  });

  test('keeps the guest when the meeting is started on another screen', () => {
    expect(guestInReserve(take(quiet, visit(1, 1, 'in_progress')))?.status).toBe('in_progress');
  });

  test('is not there while others wait', () => {
    const busy = openBoard([visit(2, 2, 'waiting'), visit(3, 3)]);
    expect(guestInReserve(take(busy, visit(3, 3, 'waiting')))).toBeNull();
  });
});

describe('the list continues', () => {
  const board = openBoard([visit(1, 1), visit(3, 3)]);

  test('below what is shown, and what came meanwhile is not shown twice', () => {
    const after = extend(take(board, visit(5, 5)), [visit(3, 3), visit(5, 5), visit(6, 6)]);
    expect(order(after)).toEqual([1, 3, 5, 6]);
    expect(after.fresh).toEqual([]);
  });

  test('a visit that the next page brings is no news yet, a guest who waits always is', () => {
    expect(isBelow(board, visit(9, 9))).toBe(true);
    expect(isBelow(board, visit(9, 2))).toBe(false);
    expect(isBelow(board, visit(9, 9, 'waiting'))).toBe(false);
  });
});
