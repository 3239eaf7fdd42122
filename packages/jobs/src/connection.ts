import { Redis } from 'ioredis';

export interface RedisOptions {
  url: string;
  /** Prefix of every key and channel (default `sowan`); tests use one of their own. */
  namespace?: string | undefined;
}

/** BullMQ's key prefix; the braces keep a queue's keys in one slot of a Redis Cluster. */
export const queuePrefix = (options: RedisOptions) => `{${options.namespace ?? 'sowan'}}`;

/** A connection for queues: commands wait while Redis is away instead of failing after some tries. */
export function connectRedis(options: RedisOptions): Redis {
  return new Redis(options.url, { maxRetriesPerRequest: null, lazyConnect: true });
}
