import type { Logger } from 'pino';
import { announceReplica, forgetReplica, waSessionsToReconcile, type WaSession } from '@sowan/core/whatsapp';
import { HeldLease } from './lease.ts';
import { Session, type SessionOptions } from './session.ts';

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

/** Runs every session whose lease it can get: one gateway alone all of them, of several each those that are its own. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #sessions = new Map<number, { session: Session; held: HeldLease }>();
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
    this.#again = this.#reconciling !== undefined;
    return (this.#reconciling ??= this.#run().finally(() => (this.#reconciling = undefined)));
  }

  /** The state of every session it runs. */
  states(): Map<number, WaSession['status']> {
    return new Map([...this.#sessions].map(([id, { session }]) => [id, session.status]));
  }

  /** Whether the database has let it see its sessions of late, and whether it goes on running them. */
  readiness(): { database: boolean; running: boolean } {
    return { database: performance.now() - this.#lookedAt < this.#aliveMs, running: !this.#stopped };
  }

  /** Ends all sessions and gives their leases back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#interval);
    await this.#reconciling;
    const { ctx, owner, log } = this.#options;
    const warn = (error: unknown) => log.warn({ err: error }, 'goodbye not said');
    await this.#announce().catch(warn);
    await Promise.all([...this.#sessions.keys()].map((id) => this.#drop(id)));
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
        await this.#announce();
        const rows = await waSessionsToReconcile(this.#options.ctx);
        const gone = [...this.#sessions.keys()].filter((id) => !rows.some((row) => row.id === id));
        await Promise.all(gone.map((id) => this.#drop(id)));
        for (const row of rows) await this.#see(row);
        this.#lookedAt = performance.now();
      } catch (error) {
        this.#options.log.error({ err: error }, 'sessions not looked at');
      }
    } while (this.#again && !this.#stopped);
  }

  async #see(row: WaSession): Promise<void> {
    if (this.#stopped) return;
    const running = this.#sessions.get(row.id);
    if (running) return running.session.obey(row);
    const log = this.#options.log.child({ sessionId: row.id });
    const ctx = { ...this.#options.ctx, log };
    const held = await HeldLease.acquire(ctx, row.id, this.#options.owner, this.#options.leaseMs);
    if (!held) return;
    log.info({ epoch: held.lease.epoch }, 'lease taken');
    this.#options.metrics.lease('taken');
    const session = new Session({ ...this.#options, ctx }, held);
    this.#sessions.set(row.id, { session, held });
    const dropLost = () => {
      this.#options.metrics.lease('lost');
      void this.#drop(row.id);
    };
    held.lost.addEventListener('abort', dropLost, { once: true });
    session.obey(row);
  }

  async #drop(id: number): Promise<void> {
    const entry = this.#sessions.get(id);
    if (!entry) return;
    try {
      await entry.session.end();
      if (entry.held.lost.aborted) return;
      await entry.held.release();
      this.#options.metrics.lease('released');
    } catch (error) {
      this.#options.log.error({ err: error, sessionId: id }, 'session not ended in order');
    } finally {
      // Only now may the session be taken again: there must never be two sockets of one.
      this.#sessions.delete(id);
    }
  }
}
