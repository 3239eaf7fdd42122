import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connectRedis } from '@sowan/jobs';
import { redisWire } from '@sowan/jobs/test';
import { followEvents, publishAll, redisEvents, type DomainEvent } from '../src/index.ts';
import { SOON } from './world.ts';

const newNamespace = () => `test-${randomBytes(5).toString('hex')}`;
const arrival = (id: number): DomainEvent => ({ type: 'notification', id, userId: 1, at: '2026-11-23T02:00:00.000Z' });

/** A channel of its own: publish here, hear there. `errors` is what the subscriber's connection reported. */
async function channel(url = inject('redisUrl'), namespace = newNamespace()) {
  const publisher = connectRedis({ url });
  publisher.on('error', () => undefined);
  const subscriber = connectRedis({ url });
  const errors: Error[] = [];
  subscriber.on('error', (error) => errors.push(error));
  const stream = await followEvents(subscriber, namespace);
  onTestFinished(async () => {
    await stream.close();
    publisher.disconnect();
  });
  return { events: redisEvents(publisher, namespace), stream, errors, namespace, publisher };
}

const hear = (stream: { listen(listener: (event: DomainEvent) => void): () => void }) => {
  const heard: DomainEvent[] = [];
  const stop = stream.listen((event) => heard.push(event));
  return { heard, stop };
};

test('what is published is heard by every listener, in order, until it stops listening', async () => {
  const { events, stream } = await channel();
  const [first, second] = [hear(stream), hear(stream)];
  for (const id of [1, 2, 3]) await events.publish(arrival(id));
  await expect.poll(() => second.heard, SOON).toEqual([1, 2, 3].map(arrival));
  expect(first.heard).toEqual(second.heard);
  first.stop();
  await events.publish(arrival(4));
  await expect.poll(() => second.heard, SOON).toHaveLength(4);
  expect(first.heard).toHaveLength(3);
});

test("one school's events are not heard in another", async () => {
  const [here, there] = [await channel(), await channel()];
  const { heard } = hear(there.stream);
  await here.events.publish(arrival(1));
  await there.events.publish(arrival(2));
  await expect.poll(() => heard, SOON).toEqual([arrival(2)]);
});

test('a listener that throws is reported and keeps nothing from the others', async () => {
  const { events, stream, errors } = await channel();
  stream.listen(() => {
    throw new Error('a page went away');
  });
  const { heard } = hear(stream);
  await events.publish(arrival(1));
  await events.publish(arrival(2));
  await expect.poll(() => heard, SOON).toEqual([arrival(1), arrival(2)]);
  expect(errors.map((error) => error.message)).toEqual(['a page went away', 'a page went away']);
});

test('something else than an event on the channel is reported, and the next event is heard', async () => {
  const { events, stream, errors, namespace } = await channel();
  const { heard } = hear(stream);
  const redis = new Redis(inject('redisUrl'));
  await redis.publish(`${namespace}:events`, 'not JSON');
  redis.disconnect();
  await events.publish(arrival(1));
  await expect.poll(() => heard, SOON).toEqual([arrival(1)]);
  expect(errors).toHaveLength(1);
});

test('a subscriber that starts before Redis, or loses it, hears again once it is there', async () => {
  const wire = await redisWire(inject('redisUrl'), { cut: true });
  onTestFinished(() => wire.close());
  const { stream, namespace } = await channel(wire.url);
  const straight = await channel(inject('redisUrl'), namespace);
  const { heard } = hear(stream);
  for (const id of [1, 2]) {
    await wire.mend();
    await expect
      .poll(async () => {
        await straight.events.publish(arrival(id));
        return heard.at(-1);
      }, SOON)
      .toEqual(arrival(id));
    await wire.cut();
  }
});

test('publishing fails soon while Redis is away, and what was published then is not told later', async () => {
  const wire = await redisWire(inject('redisUrl'), { cut: true });
  onTestFinished(() => wire.close());
  const { events, namespace } = await channel(wire.url);
  const straight = await channel(inject('redisUrl'), namespace);
  const { heard } = hear(straight.stream);
  const warnings: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_detail: object, message: string) => void warnings.push(message),
    error: () => undefined,
  };
  await publishAll({ events, log }, [arrival(1), arrival(2)]);
  expect(warnings).toEqual(['event not published', 'event not published']);
  await wire.mend();
  await expect
    .poll(
      () =>
        events.publish(arrival(3)).then(
          () => 'published',
          () => 'away',
        ),
      SOON,
    )
    .toBe('published');
  await expect.poll(() => heard.at(-1), SOON).toEqual(arrival(3));
  expect(heard).not.toContainEqual(arrival(1));
});
