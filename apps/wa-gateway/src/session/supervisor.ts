import type { Logger } from 'pino';
import { announceReplica, forgetReplica, waSessionsToReconcile, type WaSession } from '@sowan/core/whatsapp';
import { HeldLease } from './lease.ts';
import { Session, type SessionOptions } from './session.ts';

/** The database is asked this often; a nudge only makes it sooner. */
const RECONCILE_MS = 5000;
/** A gateway that has missed three looks is down. */
const ALIVE_MS = 3 * RECONCILE_MS;

export interface SupervisorOptions extends SessionOptions {
  log: Logger;
  /** This process among all gateways. */
  owner: string;
  /** The machine it runs on. */
  host: string;
}

/** Runs every session whose lease it can get: one gateway alone all of them, of several each those that are its own. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #sessions = new Map<number, { session: Session; held: HeldLease }>();
  #interval: NodeJS.Timeout | undefined;
  #reconciling: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Resolves when every session within reach has been taken on. */
  async start(): Promise<void> {
    this.#interval = setInterval(() => void this.reconcile(), RECONCILE_MS);
    await this.reconcile();
  }

  /** Looks at all sessions now, and once more if it was just doing so. Never throws. */
  reconcile(): Promise<void> {
    this.#again = this.#reconciling !== undefined;
    return (this.#reconciling ??= this.#run().finally(() => (this.#reconciling = undefined)));
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
    return announceReplica(ctx, { id: owner, host, stopping: this.#stopped, aliveMs: ALIVE_MS });
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
    const held = await HeldLease.acquire(ctx, row.id, this.#options.owner);
    if (!held) return;
    log.info({ epoch: held.lease.epoch }, 'lease taken');
    const session = new Session({ ...this.#options, ctx }, held);
    this.#sessions.set(row.id, { session, held });
    held.lost.addEventListener('abort', () => void this.#drop(row.id), { once: true });
    session.obey(row);
  }

  async #drop(id: number): Promise<void> {
    const entry = this.#sessions.get(id);
    if (!entry) return;
    try {
      await entry.session.end();
      if (!entry.held.lost.aborted) await entry.held.release();
    } catch (error) {
      this.#options.log.error({ err: error, sessionId: id }, 'session not ended in order');
    } finally {
      // Only now may the session be taken again: there must never be two sockets of one.
      this.#sessions.delete(id);
    }
  }
}
