import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { finishVisit, meetGuest } from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { listReviews, openReview, submitReview } from '../src/reviews/index.ts';
import { book } from './booking-form.ts';
import { MORNING, openWorld, SOON, type User, type World } from './world.ts';

let world: World;
let host: User;
let hostCtx: Ctx;
let desk: Ctx;

beforeAll(async () => {
  world = await openWorld();
  host = await world.user('host', { name: 'Bu Rina' });
  hostCtx = world.as(host);
  desk = world.as(await world.user('receptionist'));
});
afterAll(() => world.close());

/** A visit from booking to end; returns the token in the feedback link that the guest was sent. */
async function visited(ctx = hostCtx): Promise<{ id: number; token: string }> {
  const { id, passToken } = await book(ctx, { guestName: 'Siti' });
  await scanPass(desk, { scanned: passToken, method: 'camera', desk: 'A' });
  await meetGuest(ctx, id);
  await finishVisit(ctx, id);
  const sent = await world.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, id) });
  const feedback = sent.filter(({ kind }) => kind === 'feedback');
  expect(feedback).toHaveLength(1);
  const token = /\/f\/(\S+)/.exec(feedback[0]?.body ?? '')?.[1];
  if (!token) throw new Error('no link in the message');
  return { id, token };
}

test('the link leads to the visit it is about, and shows the rating once it was given', async () => {
  const { token } = await visited();
  const open = await openReview(world.ctx, token);
  expect(open).toEqual({
    organisationName: 'Sekolah',
    timeZone: 'Asia/Jakarta',
    hostName: 'Bu Rina',
    guestName: 'Siti',
    visitedAt: MORNING,
    rating: null,
  });
  await submitReview(world.ctx, { token, rating: 4 });
  expect(await openReview(world.ctx, token)).toEqual({ ...open, rating: 4 });
});

test('twenty copies of one review are one review, and the host is told once', async () => {
  const { id, token } = await visited();
  const crowd = { ...world.ctx, db: world.wide(20).db };
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      submitReview(crowd, { token, rating: (i % 5) + 1, comment: `no. ${String(i)}` }),
    ),
  );
  const winner = results.findIndex(({ status }) => status === 'fulfilled');
  for (const [i, result] of results.entries()) {
    if (result.status === 'rejected') {
      expect(result.reason).toMatchObject({ code: 'CONFLICT', reason: 'review_given' });
    } else expect(i).toBe(winner);
  }
  const row = await world.ctx.db.query.reviews.findFirst({ where: eq(schema.reviews.appointmentId, id) });
  expect(row).toMatchObject({ rating: (winner % 5) + 1, comment: `no. ${String(winner)}`, submittedAt: MORNING });
  const notices = await world.ctx.db.query.notifications.findMany({
    where: eq(schema.notifications.appointmentId, id),
  });
  expect(notices.filter(({ kind }) => kind === 'review')).toHaveLength(1);
  await expect
    .poll(() => world.heard.filter((event) => event.type === 'review' && event.id === row?.id), SOON)
    .toHaveLength(1);
});

test('a review is one to five stars and at most a thousand characters', async () => {
  const { token } = await visited();
  for (const rating of [0, 6, 2.5, 'many', null]) {
    await expect(submitReview(world.ctx, { token, rating })).rejects.toThrow();
  }
  await expect(submitReview(world.ctx, { token, rating: 5, comment: 'x'.repeat(1001) })).rejects.toThrow('too_long');
  await submitReview(world.ctx, { token, rating: '5', comment: '   ' });
  const [review] = (await listReviews(hostCtx, { limit: 1 })).items;
  expect(review).toMatchObject({ rating: 5, comment: null });
});

test('a token nobody was given opens nothing, and what is stored is only its hash', async () => {
  const { token, id } = await visited();
  await expect(openReview(world.ctx, 'x'.repeat(22))).rejects.toMatchObject({ reason: 'review_unknown' });
  await expect(submitReview(world.ctx, { token: `${token}x`, rating: 5 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    reason: 'review_unknown',
  });
  const row = await world.ctx.db.query.reviews.findFirst({ where: eq(schema.reviews.appointmentId, id) });
  expect(row?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  await expect(openReview(world.ctx, String(row?.tokenHash))).rejects.toMatchObject({ reason: 'review_unknown' });
});

test("hosts read their own reviews, the admin everybody's, with the average of all", async () => {
  const other = await world.user('host', { name: 'Pak Budi' });
  const otherCtx = world.as(other);
  for (const rating of [2, 5]) {
    const { token } = await visited(otherCtx);
    await submitReview(world.ctx, { token, rating });
  }
  await visited(otherCtx);
  const own = await listReviews(otherCtx, { limit: 1 });
  expect(own).toMatchObject({
    total: 2,
    average: 3.5,
    items: [{ rating: 5, hostName: 'Pak Budi', guestName: 'Siti' }],
  });
  const second = await listReviews(otherCtx, { limit: 5, before: Number(own.items[0]?.id) });
  expect(second.items.map(({ rating }) => rating)).toEqual([2]);
  const all = await listReviews(world.as(await world.user('admin')), { limit: 100 });
  expect(all.total).toBeGreaterThan(2);
  expect(all.items.every(({ submittedAt }) => submittedAt !== null)).toBe(true);
  const nobody = world.as(await world.user('host'));
  expect(await listReviews(nobody, { limit: 5 })).toEqual({ items: [], total: 0, average: null });
});
