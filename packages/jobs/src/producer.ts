import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { connectQueue, queuePrefix, within, type RedisOptions } from './connection.ts';
import { JOBS, type JobContract, type JobName, type JobPayload } from './contracts.ts';

export interface EnqueueOptions {
  delayMs?: number;
  /** 1 is first; jobs without a priority go before all that have one (BullMQ). */
  priority?: number;
}

/** Every so many ms, or by a cron pattern of the school's own day. */
export type Schedule = { everyMs: number } | { cron: string; timeZone: string };

/** What a verb needs of the queues. */
export interface Jobs {
  /** Adds a job; a job with the same id that still waits or runs makes this a no-op. Rejects within two seconds when Redis is away. */
  enqueue<N extends JobName>(name: N, payload: JobPayload<N>, options?: EnqueueOptions): Promise<void>;
}

export interface Producer extends Jobs {
  /** Runs the job again and again, one schedule a payload; any number of processes may say so. */
  schedule<N extends JobName>(name: N, payload: JobPayload<N>, when: Schedule): Promise<void>;
  /** Jobs that wait in a queue, delayed ones included. */
  depth(queueName: string): Promise<number>;
  close(): Promise<void>;
}

const PATIENCE_MS = 2000;

/** Queues are opened at their first use, so importing or creating a producer needs no Redis. */
export function createProducer(redis: RedisOptions): Producer {
  let connection: Redis | undefined;
  const queues = new Map<string, Queue>();
  const queue = (name: string) => {
    let opened = queues.get(name);
    if (!opened) {
      connection ??= connectQueue(redis);
      opened = new Queue(name, { connection, prefix: queuePrefix(redis) });
      opened.on('error', () => undefined); // ioredis reports lost connections on the shared connection too
      queues.set(name, opened);
    }
    return opened;
  };
  return {
    async enqueue(name, payload, options = {}) {
      const contract = JOBS[name] as unknown as JobContract<typeof payload>;
      const parsed = contract.payload.parse(payload);
      const jobId = contract.jobId?.(parsed);
      const added = queue(contract.queue(parsed)).add(name, parsed, {
        ...(jobId ? { jobId } : {}),
        ...(options.delayMs ? { delay: options.delayMs } : {}),
        ...(options.priority ? { priority: options.priority } : {}),
        // A kept job would swallow a later one with the same id.
        removeOnComplete: true,
        removeOnFail: true,
      });
      await within(PATIENCE_MS, added);
    },
    async schedule(name, payload, when) {
      const contract = JOBS[name] as unknown as JobContract<typeof payload>;
      const parsed = contract.payload.parse(payload);
      const id = [name, ...Object.entries(parsed).map(([key, value]) => `${key}=${String(value)}`)].join('-');
      const repeat = 'everyMs' in when ? { every: when.everyMs } : { pattern: when.cron, tz: when.timeZone };
      await queue(contract.queue(parsed)).upsertJobScheduler(id, repeat, {
        name,
        data: parsed,
        opts: { removeOnComplete: true, removeOnFail: true },
      });
    },
    async depth(queueName) {
      const counts = await queue(queueName).getJobCounts('wait', 'active', 'delayed', 'prioritized');
      return Object.values(counts).reduce((sum, n) => sum + n, 0);
    },
    async close() {
      connection?.disconnect();
      await Promise.allSettled([...queues.values()].map((q) => q.close()));
    },
  };
}
