import { Worker } from 'bullmq';
import { connectQueue, queuePrefix, type RedisOptions } from './connection.ts';
import { JOBS, type JobName, type JobPayload } from './contracts.ts';

export type Handlers = { [N in JobName]?: (payload: JobPayload<N>) => Promise<void> };

export interface ConsumerOptions {
  concurrency?: number;
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
  const connection = connectQueue(redis);
  const worker = new Worker(
    queueName,
    async (job) => {
      const name = job.name as JobName;
      const handler = handlers[name] as ((payload: unknown) => Promise<void>) | undefined;
      if (!handler) throw new Error(`queue ${queueName} has no handler for ${job.name}`);
      await handler(JOBS[name].payload.parse(job.data));
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
      await worker.close();
      connection.disconnect();
    },
  };
}
