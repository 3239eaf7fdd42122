import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { answering, connectQueue, PATIENCE_MS, queuePrefix, within, type RedisOptions } from './connection.ts';
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
  /** Adds many, in their order, in one round trip a queue. */
  enqueueAll<N extends JobName>(name: N, jobs: { payload: JobPayload<N>; options?: EnqueueOptions }[]): Promise<void>;
  /** Throws a queue away that nobody will work off any more, with all that waits in it. */
  discard(queueName: string): Promise<void>;
}

export interface Producer extends Jobs {
  /**
   * Runs the job again and again, one schedule a payload; any number of processes may say so. For as long as this producer is open the
   * schedule is put up again when Redis has lost it.
   */
  schedule<N extends JobName>(name: N, payload: JobPayload<N>, when: Schedule): Promise<void>;
  /** Jobs that wait in a queue, delayed ones included. Rejects within two seconds when Redis is away. */
  depth(queueName: string): Promise<number>;
  close(): Promise<void>;
}

/** Redis may be wiped at any moment: a lost schedule is missed this long at most. */
const SCHEDULE_CHECK_MS = 10_000;

/**
 * Queues are opened at their first use, so importing or creating a producer needs no Redis.
 * @param options.scheduleCheckMs how often schedules are looked after (default ten seconds)
 */
export function createProducer(redis: RedisOptions, options: { scheduleCheckMs?: number } = {}): Producer {
  let connection: Redis | undefined;
  const checks: NodeJS.Timeout[] = [];
  const queues = new Map<string, Queue>();
  const open = (name: string, connection: Redis) => {
    let opened = queues.get(name);
    if (!opened) {
      opened = new Queue(name, { connection, prefix: queuePrefix(redis) });
      opened.on('error', () => undefined); // ioredis reports lost connections on the shared connection too
      queues.set(name, opened);
    }
    return opened;
  };
  /** Asks nothing while Redis is away: the connection would keep each command until it is back, long after the caller has given up. */
  const ask = async <T>(name: string, command: (queue: Queue) => Promise<T>): Promise<T> => {
    connection ??= connectQueue(redis);
    await answering(connection);
    return within(PATIENCE_MS, command(open(name, connection)));
  };
  return {
    async enqueue(name, payload, options = {}) {
      const { queueName, data, opts } = jobOf(name, payload, options);
      await ask(queueName, (queue) => queue.add(name, data, opts));
    },
    async enqueueAll(name, jobs) {
      const all = jobs.map(({ payload, options }) => jobOf(name, payload, options ?? {}));
      for (const [queueName, its] of Map.groupBy(all, (job) => job.queueName)) {
        const [only] = its;
        // A transaction around one job would be two more commands for somebody who waits.
        await ask<unknown>(queueName, (queue) =>
          only && its.length === 1
            ? queue.add(name, only.data, only.opts)
            : queue.addBulk(its.map(({ data, opts }) => ({ name, data, opts }))),
        );
      }
    },
    async discard(queueName) {
      await ask(queueName, (queue) => queue.obliterate({ force: true }));
    },
    async schedule(name, payload, when) {
      const contract = JOBS[name] as unknown as JobContract<typeof payload>;
      const parsed = contract.payload.parse(payload);
      const id = [name, ...Object.entries(parsed).map(([key, value]) => `${key}=${String(value)}`)].join('-');
      const repeat = 'everyMs' in when ? { every: when.everyMs } : { pattern: when.cron, tz: when.timeZone };
      const queueName = contract.queue(parsed);
      const job = { name, data: parsed, opts: { removeOnComplete: true, removeOnFail: true } };
      const putUp = () => ask(queueName, (queue) => queue.upsertJobScheduler(id, repeat, job));
      const check = async () => {
        if (!(await ask(queueName, (queue) => queue.getJobScheduler(id)))) await putUp();
      };
      const ignore = () => undefined; // Redis is away: the next check will do.
      checks.push(setInterval(() => void check().catch(ignore), options.scheduleCheckMs ?? SCHEDULE_CHECK_MS));
      await putUp().catch(ignore);
    },
    async depth(queueName) {
      const counts = await ask(queueName, (queue) => queue.getJobCounts('wait', 'active', 'delayed', 'prioritized'));
      return Object.values(counts).reduce((sum, n) => sum + n, 0);
    },
    async close() {
      checks.forEach(clearInterval);
      connection?.disconnect();
      await Promise.allSettled([...queues.values()].map((q) => q.close()));
    },
  };
}

/** A job as BullMQ takes it. */
function jobOf<N extends JobName>(name: N, payload: JobPayload<N>, { delayMs, priority }: EnqueueOptions) {
  const contract = JOBS[name] as unknown as JobContract<typeof payload>;
  const data = contract.payload.parse(payload);
  const jobId = contract.jobId?.(data);
  const opts = {
    ...(jobId ? { jobId } : {}),
    ...(delayMs ? { delay: delayMs } : {}),
    ...(priority ? { priority } : {}),
    // A kept job would swallow a later one with the same id.
    removeOnComplete: true,
    removeOnFail: true,
  };
  return { queueName: contract.queue(data), data, opts };
}
