import { setTimeout as pause } from 'node:timers/promises';

export interface Pace {
  minMs: number;
  maxMs: number;
}

/** Keeps a session's messages apart by a random pause, as a person would: WhatsApp restricts those who write like machines. */
export class Pacer {
  readonly #pace: Pace;
  #nextAt = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Waits for the next turn; false when `signal` was aborted meanwhile. */
  async turn(signal: AbortSignal): Promise<boolean> {
    const waitMs = this.#nextAt - performance.now();
    if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  /** A message goes out now; the next turn comes a pause later. */
  took(): void {
    const { minMs, maxMs } = this.#pace;
    this.#nextAt = performance.now() + minMs + Math.random() * (maxMs - minMs);
  }
}
