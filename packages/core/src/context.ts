import type { Db } from '@sowan/db';
import type { Jobs } from '@sowan/jobs';
import type { Keyring } from '@sowan/qr';
import type { Actor } from './actor.ts';
import type { DomainEvent, Events } from './events.ts';

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The part of a pino logger that verbs use. */
export interface Log {
  debug(detail: object, message: string): void;
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

/** What passes are signed with and where their links lead. */
export interface PassConfig {
  keyring: Keyring;
  /** Origin of the web app as guests see it, e.g. https://tamu.example.sch.id */
  publicUrl: string;
  /** Secret of the seed's legacy cards, when the school still honours them. */
  legacySecret?: string;
}

/** What a verb may use; each names only its part with `Pick<Ctx, …>`. Composed by the apps, once per request or job. */
export interface Ctx {
  db: Db;
  clock: Clock;
  jobs: Jobs;
  events: Events;
  log: Log;
  actor: Actor;
  pass: PassConfig;
}

/**
 * Publishes after the commit. MySQL already holds what happened, so an event that cannot be published is logged and the
 * verb succeeds: readers catch up from the tables.
 */
export async function publishAll(ctx: Pick<Ctx, 'events' | 'log'>, events: DomainEvent[]): Promise<void> {
  const results = await Promise.allSettled(events.map((event) => ctx.events.publish(event)));
  for (const result of results) {
    if (result.status === 'rejected') ctx.log.warn({ err: result.reason as unknown }, 'event not published');
  }
}
