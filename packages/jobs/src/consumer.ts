import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { connectQueue, PATIENCE_MS, queuePrefix, within, type RedisOptions } from './connection.ts';
import { JOBS, type JobName, type JobPayload } from './contracts.ts';

export type Handlers = { [N in JobName]?: (payload: JobPayload<N>) => Promise<void> };

export interface ConsumerOptions {
  concurrency?: number;
  /** Of `connectQueue`, for many consumers of one process to share; it stays open. Each has one more of its own, to wait on. */
  connection?: Redis;
  /** Told of a failed job; the message's row in MySQL keeps its own fate. */
  onError(error: Error, job: { name: string; id?: string | undefined } | undefined): void;
}

export interface Consumer {
  /** Stops taking jobs and waits for the running ones. */
  close(): Promise<void>;
}

/** Pause before asking Redis for jobs again after it was away (BullMQ's own is 15 s). */
const RECONNECT_PAUSE_MS = 1000;

/** Works off one queue. A job without a handler here, or with a payload off its contract, fails and is reported. */
export function createConsumer(
  redis: RedisOptions,
  queueName: string,
  handlers: Handlers,
  options: ConsumerOptions,
): Consumer {
  const connection = options.connection ?? connectQueue(redis);
  const running = new Set<Promise<void>>();
  const worker = new Worker(
    queueName,
    async (job) => {
      const name = job.name as JobName;
      const handler = handlers[name] as ((payload: unknown) => Promise<void>) | undefined;
      if (!handler) throw new Error(`queue ${queueName} has no handler for ${job.name}`);
      const run = handler(JOBS[name].payload.parse(job.data));
      running.add(run);
      await run.finally(() => running.delete(run));
    },
    {
      connection,
      prefix: queuePrefix(redis),
      concurrency: options.concurrency ?? 1,
      runRetryDelay: RECONNECT_PAUSE_MS,
    },
  );
  worker.on('failed', (job, error) => options.onError(error, job));
  worker.on('error', (error) => options.onError(error, undefined));
  return {
    async close() {
      const closed = worker.close(connection.status !== 'ready');
      await Promise.allSettled(running);
      // BullMQ would wait for a Redis that is away, which need not be told: what was not acknowledged is queued again.
      await within(PATIENCE_MS, closed).catch((error: unknown) => options.onError(error as Error, undefined));
      if (!options.connection) connection.disconnect();
    },
  };
}
