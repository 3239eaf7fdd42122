import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { schema } from '@sowan/db';
import { createConsumer, MAIL_QUEUE, whatsappQueue } from '@sowan/jobs';
import { redisWire } from '@sowan/jobs/test';
import type { Ctx } from '../src/index.ts';
import {
  claimMessage,
  failMessage,
  recordProgress,
  releaseInterrupted,
  retryLater,
  returnToQueue,
  sweepOutbox,
  type ClaimedMessage,
  type Message,
} from '../src/messages/index.ts';
import { book } from './booking-form.ts';
import { after, days, minutes, MORNING, openWorld, SOON, type User, type World } from './world.ts';

let world: World;
let host: User;
let hostCtx: Ctx;
let system: Ctx;
let session: number;

beforeAll(async () => {
  world = await openWorld();
  host = await world.user('host');
  hostCtx = world.as(host);
  system = world.as({ type: 'system', job: 'test' });
  session = await world.linkWhatsapp();
});
beforeEach(async () => {
  world.setClock(MORNING);
  await world.ctx.db.delete(schema.messages);
});
afterAll(() => world.close());

const messagesOf = (appointmentId: number) =>
  world.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, appointmentId) });

async function message(id: number): Promise<Message> {
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.id, id) });
  if (!row) throw new Error('the message is gone');
  return row;
}

/** The WhatsApp message of a new booking. */
async function queued(given: Parameters<typeof book>[1] = {}): Promise<Message & { appointmentId: number }> {
  const { id } = await book(hostCtx, given);
  const [row] = await messagesOf(id);
  if (!row) throw new Error('nothing was written');
  return { ...row, appointmentId: id };
}

async function claimed(id: number): Promise<ClaimedMessage> {
  const row = await claimMessage(system, id, { waSessionId: session });
  if (!row) throw new Error('somebody else has it');
  return row;
}

describe('Redis', () => {
  test('may be away when a visit is booked: the message waits, and the sweep hands it over', async () => {
    const wire = await redisWire(inject('redisUrl'));
    const school = await openWorld({ redisUrl: wire.url });
    onTestFinished(async () => {
      await school.close();
      await wire.close();
    });
    const ctx = school.as(await school.user('host'));
    await wire.cut();
    const { id } = await book(ctx, { guestEmail: 'siti@example.org' });
    const waiting = await school.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, id) });
    expect(waiting.map(({ channel, status }) => `${channel} ${status}`)).toEqual(['whatsapp queued', 'email queued']);
    expect(school.warnings).toContain('messages wait in the outbox: queue not reached');
    await wire.mend();
    await expect.poll(async () => (await sweepOutbox(ctx)).enqueued, SOON).toBe(1);
    expect(await school.jobs.depth(MAIL_QUEUE)).toBe(1);
  });

  test('may be wiped while ten messages wait: the sweep brings all ten back, once each', async () => {
    const url = new URL(inject('redisUrl'));
    url.pathname = '/9'; // a database of its own, so that wiping it takes nothing from other tests
    const school = await openWorld({ redisUrl: url.href });
    onTestFinished(() => school.close());
    const sessionId = await school.linkWhatsapp();
    const ctx = school.as(await school.user('host'));
    for (let i = 0; i < 10; i++) await book(ctx);
    expect(await school.jobs.depth(whatsappQueue(sessionId))).toBe(10);
    await school.redis.flushdb();
    expect(await school.jobs.depth(whatsappQueue(sessionId))).toBe(0);

    const sent: number[] = [];
    const consumers = [1, 2, 3].map(() =>
      createConsumer(
        { url: school.redisUrl, namespace: school.namespace },
        whatsappQueue(sessionId),
        {
          async sendWhatsapp({ messageId }) {
            const mine = await claimMessage(ctx, messageId, { waSessionId: sessionId });
            if (!mine) return;
            sent.push(mine.id);
            await recordProgress(ctx, { id: mine.id }, 'sent');
          },
        },
        { concurrency: 4, onError: (error) => expect.unreachable(error.message) },
      ),
    );
    onTestFinished(async () => void (await Promise.all(consumers.map((consumer) => consumer.close()))));
    await Promise.all([sweepOutbox(ctx), sweepOutbox(ctx), sweepOutbox(ctx)]);
    await expect.poll(() => sent.length, SOON).toBe(10);
    await expect.poll(async () => (await sweepOutbox(ctx)).enqueued, SOON).toBe(0);
    expect(new Set(sent).size).toBe(10);
    expect(sent).toHaveLength(10);
  });
});

describe('a claim', () => {
  test('is given to one of thirty who want it at once', async () => {
    const { id } = await queued();
    const crowd = { ...system, db: world.wide(30).db };
    const claims = await Promise.all(Array.from({ length: 30 }, () => claimMessage(crowd, id)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(await message(id)).toMatchObject({ status: 'sending', attempts: 1, sendingAt: MORNING });
  });

  test('of a process that died is released after three minutes, and the next attempt bears the same id', async () => {
    const { id, waMessageId } = await queued();
    await claimed(id);
    world.setClock(after(MORNING, minutes(3)));
    expect(await sweepOutbox(system)).toMatchObject({ released: 0 });
    world.setClock(after(MORNING, minutes(3) + 1));
    expect(await sweepOutbox(system)).toMatchObject({ released: 1, enqueued: 1 });
    expect(await message(id)).toMatchObject({ status: 'queued', reason: 'interrupted' });
    expect(await claimed(id)).toMatchObject({ waMessageId, attempts: 2 });
    expect(await message(id)).toMatchObject({ status: 'sending', attempts: 2, reason: null });
  });

  test('of an earlier attempt changes nothing once somebody else has the message', async () => {
    const { id } = await queued();
    const stale = await claimed(id);
    world.setClock(after(MORNING, minutes(4)));
    await sweepOutbox(system);
    await claimed(id);
    const fresh = await message(id);
    await retryLater(system, stale, 'no_ack');
    await returnToQueue(system, stale, 'connection_closed');
    await failMessage(system, stale, 'refused');
    expect(await message(id)).toEqual(fresh);
  });

  test('of another session is not released by the gateway that takes this one', async () => {
    const [mine, other] = [await queued(), await queued()];
    const [second] = await world.ctx.db
      .insert(schema.waSessions)
      .values({ name: 'kedua', statusAt: MORNING, createdAt: MORNING })
      .$returningId();
    await claimed(mine.id);
    await claimMessage(system, other.id, { waSessionId: Number(second?.id) });
    expect(await releaseInterrupted(system, session)).toBe(1);
    expect([(await message(mine.id)).status, (await message(other.id)).status]).toEqual(['queued', 'sending']);
  });
});

describe('an attempt that failed for a passing cause', () => {
  test('is made again after 15 seconds, then 30, then a minute, never before', async () => {
    const { id } = await queued();
    let now = MORNING;
    for (const pause of [15_000, 30_000, 60_000]) {
      await retryLater(system, await claimed(id), 'no_ack');
      expect(await message(id)).toMatchObject({ status: 'queued', reason: 'no_ack', notBefore: after(now, pause) });
      world.setClock(after(now, pause - 1));
      expect(await claimMessage(system, id)).toBeNull();
      expect(await sweepOutbox(system)).toMatchObject({ enqueued: 0 });
      now = after(now, pause);
      world.setClock(now);
    }
    expect(await sweepOutbox(system)).toMatchObject({ enqueued: 1 });
  });

  test('is not made again a day after the message was written', async () => {
    const { id } = await queued();
    world.setClock(after(MORNING, days(1) + 1));
    await retryLater(system, await claimed(id), 'no_ack');
    expect(await message(id)).toMatchObject({ status: 'failed', reason: 'expired' });
  });

  test('goes back at once when the socket closed', async () => {
    const { id } = await queued();
    await returnToQueue(system, await claimed(id), 'connection_closed');
    expect(await claimed(id)).toMatchObject({ attempts: 2 });
  });
});
