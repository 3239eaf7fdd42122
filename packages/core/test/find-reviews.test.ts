import { afterEach, beforeEach, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { makeAppointment } from '@sowan/db/test';
import { averagesByHost, findReviews } from '../src/reviews/index.ts';
import { openWorld, type User, type World } from './world.ts';

let world: World;
let rina: User;
let budi: User;
beforeEach(async () => {
  world = await openWorld();
  rina = await world.user('host', { name: 'Rina' });
  budi = await world.user('host', { name: 'Budi' });
});
afterEach(() => world.close());

let serial = 0;
async function review(host: User, rating: number | null, at = '2026-11-23T02:00:00Z') {
  const appointmentId = await makeAppointment(world.ctx.db, { hostId: host.id, status: 'completed' });
  const submittedAt = rating === null ? null : new Date(at);
  const row = { appointmentId, hostId: host.id, tokenHash: String(++serial), invitedAt: new Date(at) };
  await world.ctx.db.insert(schema.reviews).values({ ...row, rating, submittedAt });
}

test('reviews are found by host, stars and day of the school; a host finds their own', async () => {
  const ctx = world.as(await world.user('admin'));
  await review(rina, 5, '2026-11-22T16:59:59Z');
  await review(rina, 3, '2026-11-22T17:00:00Z');
  await review(budi, 4, '2026-11-23T16:59:59Z');
  await review(budi, null);
  const ratings = async (filter: Parameters<typeof findReviews>[1], as = ctx) =>
    (await findReviews(as, filter)).items.map(({ rating }) => rating);
  expect(await ratings({})).toEqual([4, 3, 5]);
  expect(await ratings({ from: '2026-11-23', to: '2026-11-23' })).toEqual([4, 3]);
  expect(await ratings({ hostId: rina.id })).toEqual([3, 5]);
  expect(await ratings({ rating: 4 })).toEqual([4]);
  expect(await findReviews(ctx, { page: 2, pageSize: 2 })).toMatchObject({ total: 3, items: [{ rating: 5 }] });
  expect(await ratings({ hostId: rina.id }, world.as(budi))).toEqual([4]);
});

test('an average is told from five reviews on', async () => {
  const ctx = world.as(await world.user('admin'));
  for (const rating of [5, 5, 4, 4]) await review(rina, rating);
  await review(budi, 1);
  expect(await averagesByHost(ctx, {})).toEqual([
    { hostId: rina.id, hostName: 'Rina', reviews: 4, average: null },
    { hostId: budi.id, hostName: 'Budi', reviews: 1, average: null },
  ]);
  await review(rina, 4);
  expect((await averagesByHost(ctx, {}))[0]).toMatchObject({ reviews: 5, average: 4.4 });
  expect(await averagesByHost(world.as(budi), {})).toHaveLength(1);
});
