import { Redis } from 'ioredis';

export interface RedisOptions {
  url: string;
  /** Prefix of every key and channel (default `sowan`); tests use one of their own. */
  namespace?: string | undefined;
}

/** BullMQ's key prefix; the braces keep a queue's keys in one slot of a Redis Cluster. */
export const queuePrefix = (options: RedisOptions) => `{${options.namespace ?? 'sowan'}}`;

/** MySQL holds what matters: nobody waits longer for a Redis that is away. */
export const PATIENCE_MS = 2000;

/** A connection for commands and subscriptions. While Redis is away a command fails within `PATIENCE_MS`, and none is kept for later. */
export function connectRedis(options: RedisOptions): Redis {
  return new Redis(options.url, { lazyConnect: true, maxRetriesPerRequest: 1, commandTimeout: PATIENCE_MS });
}

/**
 * A connection for BullMQ, to be disconnected by its owner: its commands wait for Redis. It connects at once, and so do its duplicates: a lazy connection BullMQ
 * would connect itself, and a queue or worker whose first try failed stays broken for good.
 */
export function connectQueue(options: RedisOptions): Redis {
  const connection = new Redis(options.url, { maxRetriesPerRequest: null });
  connection.on('error', () => undefined); // BullMQ reports the errors of its connections.
  connection.setMaxListeners(0); // Any number may wait for it at once.
  return connection;
}

/** Rejects after `ms` when `work` has not settled by then: Redis is away, and whoever asked has better things to do. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Redis did not answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves as soon as a connection answers its commands, be it that it is closed; rejects when it has not within `PATIENCE_MS`. */
export async function answering(connection: Redis): Promise<void> {
  if (connection.status === 'ready' || connection.status === 'end') return;
  const { promise, resolve } = Promise.withResolvers<void>();
  connection.on('ready', resolve).on('end', resolve);
  await within(PATIENCE_MS, promise).finally(() => connection.off('ready', resolve).off('end', resolve));
}
