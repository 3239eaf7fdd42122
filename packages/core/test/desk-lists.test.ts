import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelAppointment, meetGuest } from '../src/appointments/index.ts';
import { listDay, recentScans, viewLobby, type DayPage } from '../src/check-in/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, type FrontDesk } from './front-desk.ts';
import { after, days, hours, minutes, MORNING } from './world.ts';

let front: FrontDesk;
const names = (page: DayPage) => page.items.map((item) => item.guestName);
const at = (ms: number) => ({ scheduledAt: after(MORNING, ms).toISOString() });

beforeAll(async () => {
  front = await openFrontDesk();
  front.world.setClock(MORNING);
  const waiting = await book(front.hostCtx, { guestName: 'Agus 100%', ...at(minutes(1)) });
  await front.scan(waiting.passToken);
  const met = await book(front.hostCtx, { guestName: 'Citra', ...at(minutes(2)) });
  await front.scan(met.passToken);
  await meetGuest(front.hostCtx, met.id);
  const gone = await book(front.hostCtx, { guestName: 'Dewi', ...at(minutes(3)) });
  await cancelAppointment(front.hostCtx, gone.id);
  await book(front.hostCtx, { guestName: 'Siti Aminah Rahayu', purpose: 'Beasiswa', ...at(hours(2)) });
  await book(front.hostCtx, { guestName: 'Eko', guestPhone: '0812 7777 1234', ...at(hours(3)) });
  await book(front.hostCtx, { guestName: 'Besok', ...at(days(1)) });
});
afterAll(() => front.world.close());

describe("the desk's list of the day", () => {
  test('shows who is expected or in the house, by time, and counts the whole day', async () => {
    const page = await listDay(front.desk, {});
    expect(names(page)).toEqual(['Agus 100%', 'Citra', 'Siti Aminah Rahayu', 'Eko']);
    expect(page.counts).toMatchObject({ scheduled: 2, waiting: 1, in_progress: 1, cancelled: 1, completed: 0 });
    expect(page.items[0]).toMatchObject({ status: 'waiting', admittedDesk: 'A', arrivedAt: MORNING });
  });

  test('is searched by every word in names, purpose and number, and by no pattern of SQL', async () => {
    expect(names(await listDay(front.desk, { q: 'siti rina' }))).toEqual(['Siti Aminah Rahayu']);
    expect(names(await listDay(front.desk, { q: 'beasis' }))).toEqual(['Siti Aminah Rahayu']);
    expect(names(await listDay(front.desk, { q: '77771234' }))).toEqual(['Eko']);
    expect(names(await listDay(front.desk, { q: '100%' }))).toEqual(['Agus 100%']);
    expect(names(await listDay(front.desk, { q: '%' }))).toEqual(['Agus 100%']);
  });

  test('finds a number as people say it', async () => {
    for (const q of ['081277771234', '0812 7777 1234', '0812-7777', '6281277771234', '+62 812 7777 1234']) {
      expect(names(await listDay(front.desk, { q })), q).toEqual(['Eko']);
    }
    expect(names(await listDay(front.desk, { q: '0812 7777 1235' }))).toEqual([]);
  });

  test('is filtered and paged in the database', async () => {
    expect(names(await listDay(front.desk, { show: 'done' }))).toEqual(['Dewi']);
    const page = await listDay(front.desk, { show: 'all', page: 2, pageSize: 2 });
    expect(names(page)).toEqual(['Dewi', 'Siti Aminah Rahayu']);
    expect(page).toMatchObject({ total: 5, page: 2, pageSize: 2 });
  });
});

test('the last scans name guest, host, desk and outcome, newest first', async () => {
  await front.scan('https://example.org');
  const scans = await recentScans(front.desk);
  expect(scans.map((scan) => [scan.guestName, scan.outcome])).toEqual([
    [null, 'wrong_format'],
    ['Citra', 'admitted'],
    ['Agus 100%', 'admitted'],
  ]);
  expect(scans[1]?.undoableUntil).toEqual(after(MORNING, 30_000));
});

test('the wall shows who waits and who comes next, by names that say little to others, and who is late', async () => {
  front.world.setClock(after(MORNING, hours(2) + minutes(11)));
  const lobby = await viewLobby(front.desk);
  expect(lobby.waiting).toMatchObject([{ guestName: 'Agus 1.', status: 'waiting', late: false }]);
  expect(lobby.expected).toMatchObject([
    { guestName: 'Siti A.', late: true },
    { guestName: 'Eko', late: false },
  ]);
});
