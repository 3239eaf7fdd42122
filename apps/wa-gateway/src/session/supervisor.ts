import type { Logger } from 'pino';
import { publishAll } from '@sowan/core';
import {
  announceReplica,
  countReplicas,
  forgetReplica,
  waSessionsToReconcile,
  type WaSession,
} from '@sowan/core/whatsapp';
import type { LeaseChange } from '../health/metrics.ts';
import { HeldLease } from './lease.ts';
import { Session, type SessionOptions } from './session.ts';
import { fairShare, surplus } from './share.ts';

/** The database is asked so often in the time of a lease; a nudge only makes it sooner. */
const LOOKS = 6;
/** A gateway that has missed so many looks is down. */
const MISSED_LOOKS = 3;

export interface SupervisorOptions extends SessionOptions {
  log: Logger;
  /** This process among all gateways. */
  owner: string;
  /** The machine it runs on. */
  host: string;
  leaseMs: number;
}

interface Running {
  session: Session;
  held: HeldLease;
  ending?: Promise<void>;
}

/** Runs sessions under their leases: one gateway alone all of them, of several each its share. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<number, Running>();
  #interval: NodeJS.Timeout | undefined;
  #reconciling: Promise<void> | undefined;
  #again = false;
  #lookedAt = -Infinity;
  #stopped = false;

  readonly #lookMs: number;
  readonly #aliveMs: number;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#lookMs = options.leaseMs / LOOKS;
    this.#aliveMs = this.#lookMs * MISSED_LOOKS;
  }

  /** Resolves when every session within reach has been taken on. */
  async start(): Promise<void> {
    this.#interval = setInterval(() => void this.reconcile(), this.#lookMs);
    await this.reconcile();
  }

  /** Looks at all sessions now, and once more if it was just doing so. Never throws. */
  reconcile(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    this.#again = this.#reconciling !== undefined;
    return (this.#reconciling ??= this.#run().finally(() => (this.#reconciling = undefined)));
  }

  /** The state of every session it runs. */
  states(): Map<number, WaSession['status']> {
    return new Map([...this.#running].map(([id, { session }]) => [id, session.status]));
  }

  /** Whether the database has let it see its sessions of late, and whether it goes on running them. */
  readiness(): { database: boolean; running: boolean } {
    return { database: performance.now() - this.#lookedAt < this.#aliveMs, running: !this.#stopped };
  }

  /** Ends all sessions and gives their leases back, for the other gateways to take at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#interval);
    await this.#reconciling;
    const { ctx, owner, log } = this.#options;
    const warn = (error: unknown) => log.warn({ err: error }, 'goodbye not said');
    await this.#announce().catch(warn);
    await this.#dropAll([...this.#running.keys()], 'released');
    await forgetReplica(ctx, owner).catch(warn);
  }

  #announce(): Promise<void> {
    const { ctx, owner, host } = this.#options;
    return announceReplica(ctx, { id: owner, host, stopping: this.#stopped, aliveMs: this.#aliveMs });
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.#look();
        this.#lookedAt = performance.now();
      } catch (error) {
        this.#options.log.error({ err: error }, 'sessions not looked at');
      }
    } while (this.#again && !this.#stopped);
  }

  async #look(): Promise<void> {
    const { ctx, owner, leaseMs } = this.#options;
    await this.#announce();
    const rows = await waSessionsToReconcile(ctx);
    const wanted = new Set(rows.flatMap(({ session }) => (session.desiredState === 'stopped' ? [] : [session.id])));
    // A gateway that dies again and again must not be given sessions each time: it shows first that it lasts.
    const gateways = await countReplicas(ctx, owner, leaseMs);
    const gone = [...this.#running.keys()].filter((id) => !rows.some(({ session }) => session.id === id));
    await this.#dropAll(gone, 'released');
    for (const { session } of rows) this.#running.get(session.id)?.session.obey(session);
    const mine = () => new Map([...this.states()].filter(([id]) => wanted.has(id)));
    await this.#dropAll(surplus(mine(), fairShare(wanted.size, gateways.settled)), 'handed_over');
    const share = fairShare(wanted.size, gateways.up);
    for (const { session, free } of rows) {
      if (!free || this.#stopped || this.#running.has(session.id)) continue;
      if (!wanted.has(session.id) || mine().size < share) await this.#takeOn(session);
    }
  }

  async #takeOn(row: WaSession): Promise<void> {
    const log = this.#options.log.child({ sessionId: row.id });
    const ctx = { ...this.#options.ctx, log };
    const held = await HeldLease.acquire(ctx, row.id, this.#options.owner, this.#options.leaseMs);
    if (!held) return;
    log.info({ epoch: held.lease.epoch }, 'lease taken');
    this.#options.metrics.lease('taken');
    const session = new Session({ ...this.#options, ctx }, held, row);
    this.#running.set(row.id, { session, held });
    held.lost.addEventListener('abort', () => void this.#dropAll([row.id], 'lost'), { once: true });
    session.obey(row);
  }

  async #dropAll(ids: number[], change: LeaseChange): Promise<void> {
    await Promise.all(ids.map((id) => this.#drop(id, change)));
  }

  #drop(id: number, change: LeaseChange): Promise<void> {
    const entry = this.#running.get(id);
    if (!entry) return Promise.resolve();
    return (entry.ending ??= this.#end(id, entry, change));
  }

  async #end(id: number, { session, held }: Running, change: LeaseChange): Promise<void> {
    const { ctx, log, metrics } = this.#options;
    try {
      await session.end();
      if (!held.lost.aborted) {
        await held.release();
        await publishAll(ctx, [{ type: 'wa_nudge', sessionId: id, at: ctx.clock.now().toISOString() }]);
      }
      metrics.lease(change);
      log.info({ sessionId: id, change }, 'lease given up');
    } catch (error) {
      log.error({ err: error, sessionId: id }, 'session not ended in order');
    } finally {
      // Only now may the session be taken again: there must never be two sockets of one.
      this.#running.delete(id);
    }
  }
}
