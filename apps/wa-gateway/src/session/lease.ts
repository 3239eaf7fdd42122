import { setTimeout as pause } from 'node:timers/promises';
import type { Ctx } from '@sowan/core';
import { LEASE_MS, releaseLease, renewLease, takeLease, type Lease } from '@sowan/core/whatsapp';

type LeaseCtx = Pick<Ctx, 'db' | 'clock' | 'log'>;

/** The holder stops when so much of the lease is over, well before those who wait for it may take it. */
const HELD_SHARE = 0.9;
const RENEWALS = 3;
const DOUBT_PAUSE_MS = 1000;

interface Moment {
  steady: number;
  date: number;
}

const now = (): Moment => ({ steady: performance.now(), date: Date.now() });

/** A session's lease, kept alive until it is lost or given back. */
export class HeldLease {
  readonly lease: Lease;
  readonly #ctx: LeaseCtx;
  readonly #lost = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  #deadline: NodeJS.Timeout | undefined;
  readonly #leaseMs: number;
  #heldUntil = 0;
  #heldUntilDate = 0;
  #ended = false;

  private constructor(ctx: LeaseCtx, lease: Lease, leaseMs: number, asked: Moment) {
    this.#ctx = ctx;
    this.lease = lease;
    this.#leaseMs = leaseMs;
    this.#renewal = setInterval(() => void this.#renew(), leaseMs / RENEWALS);
    this.#holdFrom(asked);
  }

  /** Takes the lease of a session for so many ms, to be renewed three times as often; null when another gateway holds it. */
  static async acquire(ctx: LeaseCtx, sessionId: number, owner: string, leaseMs = LEASE_MS): Promise<HeldLease | null> {
    // Read before asking: so the holder never thinks that it holds for longer than it does.
    const asked = now();
    const lease = await takeLease(ctx, sessionId, owner, leaseMs);
    return lease && new HeldLease(ctx, lease, leaseMs, asked);
  }

  /** Aborted when the lease is lost: whatever runs under it must stop at once. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * False as soon as another gateway may have taken over. Asks clocks only, so a process that was frozen sees it first thing: one
   * that nobody can set back, and one that goes on while the machine sleeps.
   */
  isCurrent(): boolean {
    return !this.#ended && performance.now() < this.#heldUntil && Date.now() < this.#heldUntilDate;
  }

  /** As `isCurrent`, but asks the database when the clocks leave it in doubt, as after a jump, until it is certain. */
  async confirm(): Promise<boolean> {
    while (!this.#ended && !this.isCurrent()) {
      await this.#renew();
      if (!this.isCurrent()) await pause(DOUBT_PAUSE_MS, undefined, { signal: this.lost }).catch(() => undefined);
    }
    return this.isCurrent();
  }

  /** Ends the renewals and lets others take the session at once. */
  async release(): Promise<void> {
    this.#end();
    await releaseLease(this.#ctx, this.lease);
  }

  /** Ends the renewals; the lease runs out by itself. */
  lose(why: string): void {
    if (this.#ended) return;
    this.#end();
    this.#ctx.log.warn({ sessionId: this.lease.sessionId, epoch: this.lease.epoch, why }, 'lease lost');
    this.#lost.abort(new Error(`lease lost: ${why}`));
  }

  async #renew(): Promise<void> {
    const asked = now();
    try {
      if (await renewLease(this.#ctx, this.lease, this.#leaseMs)) this.#holdFrom(asked);
      else this.lose('another gateway has it');
    } catch (error) {
      this.#ctx.log.warn({ err: error, sessionId: this.lease.sessionId }, 'lease not renewed');
    }
  }

  #holdFrom(asked: Moment): void {
    if (this.#ended) return;
    const heldMs = this.#leaseMs * HELD_SHARE;
    this.#heldUntil = asked.steady + heldMs;
    this.#heldUntilDate = asked.date + heldMs;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.lose('not renewed in time'), this.#heldUntil - performance.now());
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#renewal);
    clearTimeout(this.#deadline);
  }
}
