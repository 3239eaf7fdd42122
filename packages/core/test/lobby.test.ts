import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { schema } from '@sowan/db';
import { finishVisit, meetGuest } from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { lobbyPoster } from '../src/lobby/index.ts';
import { reviewFromLobby } from '../src/reviews/index.ts';
import { setLogo, updateSettings } from '../src/settings/index.ts';
import { book } from './booking-form.ts';
import { readPdf } from './read-pdf.ts';
import { after, days, hours, MORNING, openWorld, type World } from './world.ts';

let world: World;
let hostCtx: Ctx;
let desk: Ctx;
let admin: Ctx;
let numbers = 0;

beforeAll(async () => {
  world = await openWorld();
  hostCtx = world.as(await world.user('host', { name: 'Bu Rina' }));
  desk = world.as(await world.user('receptionist'));
  admin = world.as(await world.user('admin'));
});
beforeEach(() => world.setClock(MORNING));
afterAll(() => world.close());

const newNumber = () => `0812${String(90_000_000 + ++numbers)}`;

/** A visit whose host has met the guest. */
async function met(guestPhone: string, inMs = hours(1)): Promise<number> {
  const scheduledAt = after(MORNING, inMs).toISOString();
  const { id, passToken } = await book(hostCtx, { guestPhone, scheduledAt });
  await scanPass(desk, { scanned: passToken, method: 'camera', desk: 'A' });
  await meetGuest(hostCtx, id);
  return id;
}

const reviewOf = (id: number) => world.ctx.db.query.reviews.findFirst({ where: eq(schema.reviews.appointmentId, id) });
async function feedbackLinks(id: number): Promise<number> {
  const sent = await world.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, id) });
  return sent.filter(({ kind }) => kind === 'feedback').length;
}

describe('a review given in the lobby', () => {
  test("finds today's visit by the number, however it is typed, and the host is told", async () => {
    const phone = newNumber();
    const id = await met(phone);
    await finishVisit(hostCtx, id);
    await reviewFromLobby(world.ctx, { phone: phone.replace(/^0/, '+62 '), rating: '5', comment: ' Ramah ' });
    expect(await reviewOf(id)).toMatchObject({ rating: 5, comment: 'Ramah', submittedAt: MORNING });
    const notices = await world.ctx.db.query.notifications.findMany({
      where: eq(schema.notifications.appointmentId, id),
    });
    expect(notices.filter(({ kind }) => kind === 'review')).toHaveLength(1);
    const entry = (await world.audit()).at(-1);
    expect(entry).toMatchObject({ action: 'review.submitted', data: { rating: 5, inLobby: true } });
  });

  test('before the host has said that they have parted is asked for no second time', async () => {
    const phone = newNumber();
    const id = await met(phone);
    await reviewFromLobby(world.ctx, { phone, rating: 4 });
    expect(await reviewOf(id)).toMatchObject({ rating: 4 });
    await finishVisit(hostCtx, id);
    expect(await reviewOf(id)).toMatchObject({ rating: 4 });
    expect(await feedbackLinks(id)).toBe(0);
  });

  test('counts once: a second one changes nothing and is answered alike', async () => {
    const phone = newNumber();
    const id = await met(phone);
    await finishVisit(hostCtx, id);
    const crowd = { ...world.ctx, db: world.wide(8).db };
    const tries = Array.from({ length: 8 }, () => reviewFromLobby(crowd, { phone, rating: 3 }));
    expect(await Promise.all(tries)).toEqual(tries.map(() => undefined));
    await reviewFromLobby(world.ctx, { phone, rating: 1 });
    expect(await reviewOf(id)).toMatchObject({ rating: 3 });
    const review = await reviewOf(id);
    const entries = (await world.audit()).filter(({ action }) => action === 'review.submitted');
    expect(entries.filter(({ subjectId }) => subjectId === review?.id)).toHaveLength(1);
  });

  test('and the end of the meeting at the same instant leave one review and never two', async () => {
    for (let round = 0; round < 5; round++) {
      const phone = newNumber();
      const id = await met(phone);
      const db = world.wide(4).db;
      await Promise.all([
        finishVisit({ ...hostCtx, db }, id),
        reviewFromLobby({ ...world.ctx, db }, { phone, rating: 2 }),
      ]);
      expect(await reviewOf(id)).toMatchObject({ rating: 2 });
    }
  });

  test('is for the latest of two visits of the day, then for the other', async () => {
    const phone = newNumber();
    const first = await met(phone);
    world.setClock(after(MORNING, hours(2)));
    const second = await met(phone, hours(3));
    await reviewFromLobby(world.ctx, { phone, rating: 2 });
    await reviewFromLobby(world.ctx, { phone, rating: 4 });
    expect([(await reviewOf(second))?.rating, (await reviewOf(first))?.rating]).toEqual([2, 4]);
  });

  test("is for nobody who is still waiting, and for no other day's visit; the answer is the same", async () => {
    const phone = newNumber();
    const { passToken } = await book(hostCtx, { guestPhone: phone });
    await scanPass(desk, { scanned: passToken, method: 'camera', desk: 'A' });
    const yesterday = newNumber();
    const past = await met(yesterday);
    const before = (await world.ctx.db.query.reviews.findMany()).length;
    expect(await reviewFromLobby(world.ctx, { phone, rating: 5 })).toBeUndefined();
    expect(await reviewFromLobby(world.ctx, { phone: newNumber(), rating: 5 })).toBeUndefined();
    world.setClock(after(MORNING, days(1)));
    expect(await reviewFromLobby(world.ctx, { phone: yesterday, rating: 5 })).toBeUndefined();
    expect((await world.ctx.db.query.reviews.findMany()).length).toBe(before);
    expect(await reviewOf(past)).toBeUndefined();
  });

  test('refuses what is no number, and no stars', async () => {
    const refusal = (given: Parameters<typeof reviewFromLobby>[1]) =>
      reviewFromLobby(world.ctx, given).catch((error: unknown) => error);
    expect(await refusal({ phone: '12', rating: 5 })).toMatchObject({ reason: 'phone_invalid' });
    await expect(reviewFromLobby(world.ctx, { phone: newNumber(), rating: '' })).rejects.toThrow('rating_required');
  });
});

describe('the poster', () => {
  test.each(['id', 'en', 'fr', 'all'] as const)('in %s is one page whose code a camera reads', async (language) => {
    const name = 'Sekolah Menengah Atas Negeri 3 Łódź dan Yogyakarta, Kampus Utama Jalan Panjang';
    await updateSettings(admin, { organisationName: name });
    await setLogo(
      admin,
      await sharp({ create: { width: 300, height: 90, channels: 4, background: '#335' } })
        .png()
        .toBuffer(),
    );
    const pdf = await lobbyPoster(admin, { language });
    const pages = await readPdf(pdf);
    expect(pages.map(({ codes }) => codes)).toEqual([['https://tamu.example.sch.id/lobby']]);
    expect(pages[0]?.text.replaceAll(/\s+/g, ' ')).toContain('Kampus Utama Jalan Panjang');
    expect(pages[0]?.text).toContain('https://tamu.example.sch.id/lobby');
  });

  test('is for the admin to print', async () => {
    await expect(lobbyPoster(hostCtx, { language: 'id' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
