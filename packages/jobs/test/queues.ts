import { randomBytes } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { inject, onTestFinished, vi } from 'vitest';
import { queuePrefix, type RedisOptions } from '../src/connection.ts';
import { createConsumer, createProducer, type Consumer, type Handlers, type Producer } from '../src/index.ts';

/** On a busy machine things take longer, and none of these tests is about how long. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
export const SOON = { timeout: 20_000 };

export interface Failure {
  message: string;
  job: string | undefined;
}

export interface Queues {
  options: RedisOptions;
  producer: Producer;
  /** A queue past all contracts, for jobs that ought not to exist. */
  raw(name: string): Queue;
  consume(queue: string, handlers: Handlers, concurrency?: number): Consumer;
  /** What consumers were told of. */
  failures: Failure[];
}

/** Queues in a namespace of their own; given back when the test ends. */
export function openQueues(given: { url?: string; scheduleCheckMs?: number } = {}): Queues {
  const options = { url: given.url ?? inject('redisUrl'), namespace: `test-${randomBytes(5).toString('hex')}` };
  const producer = createProducer(options, given.scheduleCheckMs ? { scheduleCheckMs: given.scheduleCheckMs } : {});
  const open: { close(): Promise<unknown> }[] = [producer];
  const failures: Failure[] = [];
  onTestFinished(async () => {
    await Promise.all(open.map((it) => it.close()));
    const redis = new Redis(inject('redisUrl'));
    const keys = await redis.keys(`*${options.namespace}*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });
  const keep = <T extends { close(): Promise<unknown> }>(it: T): T => {
    open.push(it);
    return it;
  };
  return {
    options,
    producer,
    failures,
    raw: (name) => keep(new Queue(name, { connection: { url: options.url }, prefix: queuePrefix(options) })),
    consume: (queue, handlers, concurrency = 1) =>
      keep(
        createConsumer(options, queue, handlers, {
          concurrency,
          onError: (error, job) => failures.push({ message: error.message, job: job?.name }),
        }),
      ),
  };
}

/** A list that can be waited on: `until(n)` resolves when it has n items. */
export function collected<T>() {
  const items: T[] = [];
  let check = () => undefined as void;
  return {
    items,
    add(item: T): Promise<void> {
      items.push(item);
      check();
      return Promise.resolve();
    },
    until: (count: number) =>
      new Promise<T[]>((resolve) => {
        check = () => {
          if (items.length >= count) resolve(items);
        };
        check();
      }),
  };
}
