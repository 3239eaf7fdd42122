import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '@sowan/db';
import { makeAppointment } from '@sowan/db/test';
import {
  deleteNotifications,
  listNotifications,
  markNotificationsRead,
  newestNotificationId,
  notificationById,
  notificationsAfter,
  notify,
} from '../src/notifications/index.ts';
import { MORNING, openWorld, type User, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function told(user: User, count: number): Promise<number[]> {
  const appointmentId = await makeAppointment(world.ctx.db, { hostId: user.id });
  const ids: number[] = [];
  for (let n = 0; n < count; n++) {
    const event = await inTransaction(world.ctx.db, (tx) =>
      notify(tx, { userId: user.id, kind: 'arrival', appointmentId, data: { n }, now: MORNING }),
    );
    if (event.type !== 'notification') throw new Error('another event');
    ids.push(event.id);
  }
  return ids;
}

test('are read newest first, page by page, with the number unread', async () => {
  const user = await world.user('host');
  const ids = await told(user, 5);
  const ctx = world.as(user);
  const first = await listNotifications(ctx, { pageSize: 2 });
  expect(first.items.map(({ id }) => id)).toEqual([ids[4], ids[3]]);
  expect(first.unread).toBe(5);
  expect(first.items[0]).toMatchObject({ kind: 'arrival', data: { n: 4 }, readAt: null });
  const rest = await listNotifications(ctx, { page: 2, pageSize: 2 });
  expect(rest.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect(rest.total).toBe(5);
});

test('that came while a page was away are replayed oldest first, as many as asked for', async () => {
  const user = await world.user('host');
  const ctx = world.as(user);
  expect(await newestNotificationId(ctx)).toBe(0);
  const ids = await told(user, 4);
  expect(await newestNotificationId(ctx)).toBe(ids[3]);
  expect((await notificationsAfter(ctx, Number(ids[0]), 2)).map(({ id }) => id)).toEqual([ids[1], ids[2]]);
  expect(await notificationsAfter(ctx, Number(ids[3]), 2)).toEqual([]);
});

test("are nobody else's to see or to mark", async () => {
  const [user, other] = [await world.user('host'), await world.user('host')];
  const [id] = await told(user, 1);
  const theirs = world.as(other);
  expect(await notificationById(theirs, Number(id))).toBeNull();
  expect(await notificationsAfter(theirs, 0, 10)).toEqual([]);
  expect(await markNotificationsRead(theirs, [Number(id)])).toBe(0);
  expect(await listNotifications(theirs, { pageSize: 5 })).toMatchObject({ items: [], total: 0, unread: 0 });
  expect(await notificationById(world.as(user), Number(id))).toMatchObject({ readAt: null });
});

test('are marked as read once, some or all', async () => {
  const user = await world.user('host');
  const ctx = world.as(user);
  const ids = await told(user, 3);
  expect(await markNotificationsRead(ctx, [])).toBe(0);
  expect(await markNotificationsRead(ctx, [Number(ids[0])])).toBe(1);
  expect(await markNotificationsRead(ctx, [Number(ids[0]), Number(ids[1])])).toBe(1);
  expect(await markNotificationsRead(ctx, 'all')).toBe(1);
  expect(await listNotifications(ctx, { pageSize: 5 })).toMatchObject({
    unread: 0,
    items: [{ readAt: MORNING }, {}, {}],
  });
});

test('are deleted by their owner alone: one, or all that were read', async () => {
  const [user, other] = [await world.user('host'), await world.user('host')];
  const ids = await told(user, 4);
  const theirs = await told(other, 1);
  const ctx = world.as(user);
  expect(await deleteNotifications(ctx, [...theirs, ids[0] ?? 0])).toBe(1);
  await markNotificationsRead(ctx, [ids[1] ?? 0, ids[2] ?? 0]);
  expect(await deleteNotifications(ctx, 'read')).toBe(2);
  expect((await listNotifications(ctx, { pageSize: 9 })).items.map(({ id }) => id)).toEqual([ids[3]]);
  expect((await listNotifications(world.as(other), { pageSize: 9 })).items).toHaveLength(1);
});
