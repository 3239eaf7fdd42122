import type { Ctx } from '@sowan/core';
import { LEASE_MS, LEASE_RENEWAL_MS, releaseLease, renewLease, takeLease, type Lease } from '@sowan/core/whatsapp';

type LeaseCtx = Pick<Ctx, 'db' | 'clock' | 'log'>;

/** The holder stops this long before the lease runs out for those who wait for it. */
const MARGIN_MS = 3000;
const HOLD_MS = LEASE_MS - MARGIN_MS;

/** A session's lease, kept alive until it is lost or given back. */
export class HeldLease {
  readonly lease: Lease;
  readonly #ctx: LeaseCtx;
  readonly #lost = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  #deadline: NodeJS.Timeout | undefined;
  #heldUntil = 0;
  #ended = false;

  private constructor(ctx: LeaseCtx, lease: Lease, askedAt: number) {
    this.#ctx = ctx;
    this.lease = lease;
    this.#renewal = setInterval(() => void this.#renew(), LEASE_RENEWAL_MS);
    this.#holdFrom(askedAt);
  }

  /** Takes the lease of a session; null when another gateway holds it. */
  static async acquire(ctx: LeaseCtx, sessionId: number, owner: string): Promise<HeldLease | null> {
    // Monotonic, and read before asking: so the holder never thinks that it holds for longer than it does.
    const askedAt = performance.now();
    const lease = await takeLease(ctx, sessionId, owner);
    return lease && new HeldLease(ctx, lease, askedAt);
  }

  /** Aborted when the lease is lost: whatever runs under it must stop at once. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** False as soon as another gateway may have taken over. Asks a clock only, so a process that was frozen sees it first thing. */
  isCurrent(): boolean {
    return !this.#ended && performance.now() < this.#heldUntil;
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
    const askedAt = performance.now();
    try {
      if (await renewLease(this.#ctx, this.lease)) this.#holdFrom(askedAt);
      else this.lose('another gateway has it');
    } catch (error) {
      this.#ctx.log.warn({ err: error, sessionId: this.lease.sessionId }, 'lease not renewed');
    }
  }

  #holdFrom(askedAt: number): void {
    if (this.#ended) return;
    this.#heldUntil = askedAt + HOLD_MS;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.lose('not renewed in time'), this.#heldUntil - performance.now());
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#renewal);
    clearTimeout(this.#deadline);
  }
}
