import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@sowan/core';
import { breakerOf, breakerState, type Breaker, type WaSession } from '@sowan/core/whatsapp';

/** Least and most milliseconds between two messages. */
export interface Pace {
  minMs: number;
  maxMs: number;
}

/** What decides when a session may send, as its row has it. */
export interface SendingRules {
  pace: Pace;
  paused: boolean;
  breaker: Breaker;
}

/** @param override what the process was told instead of the row's pace */
export function sendingRules(row: WaSession, override: Partial<Pace> = {}): SendingRules {
  const minMs = override.minMs ?? row.minGapMs;
  const maxMs = Math.max(minMs, override.maxMs ?? row.maxGapMs);
  return { pace: { minMs, maxMs }, paused: row.sendingPaused, breaker: breakerOf(row) };
}

/**
 * How long the next message has to wait: Infinity while paused.
 * @param last when the last message was written or answered and when it is now, in ms of the same clock
 * @param share from 0 to 1: where between the least and the most pause this one lies
 */
export function waitBefore(
  { pace, paused, breaker }: SendingRules,
  now: Date,
  gap: { sinceLastMs: number; share: number },
): number {
  if (paused) return Infinity;
  const gapMs = pace.minMs + gap.share * (pace.maxMs - pace.minMs);
  const breakerMs = breakerState(breaker, now) === 'open' ? Number(breaker.openUntil) - now.getTime() : 0;
  return Math.max(0, gapMs - gap.sinceLastMs, breakerMs);
}

/** setTimeout takes no more; a wait that is longer is looked at again. */
const LONGEST_PAUSE_MS = 3_600_000;

/** Keeps a session's messages apart by a random pause, as a person would, and holds them back while the session may not send. */
export class Pacer {
  readonly #clock: Clock;
  #rules: SendingRules;
  readonly #waiting = new Set<AbortController>();
  #lastAt = 0;
  #share = 0;

  constructor(rules: SendingRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
    // What another process sent a moment ago is not known here.
    this.took();
  }

  /** The row as it is now; what waits goes by it at once. An older look at the breaker than ours is passed over. */
  update(rules: SendingRules): void {
    const { breaker } = this.#rules;
    const isOlder = Number(rules.breaker.openedAt) < Number(breaker.openedAt);
    this.#rules = isOlder ? { ...rules, breaker } : rules;
    this.#wake();
  }

  get breaker(): Breaker {
    return this.#rules.breaker;
  }

  set breaker(breaker: Breaker) {
    this.#rules = { ...this.#rules, breaker };
    this.#wake();
  }

  /** Waits until a message may go out; false when `signal` was aborted meanwhile. */
  async turn(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) return false;
      const waitMs = waitBefore(this.#rules, this.#clock.now(), {
        sinceLastMs: performance.now() - this.#lastAt,
        share: this.#share,
      });
      if (waitMs <= 0) return true;
      const woken = new AbortController();
      this.#waiting.add(woken);
      const ends = AbortSignal.any([signal, woken.signal]);
      await pause(Math.min(waitMs, LONGEST_PAUSE_MS), undefined, { signal: ends }).catch(() => undefined);
      this.#waiting.delete(woken);
    }
  }

  /** A message goes out or is answered now: the next one comes a pause later. */
  took(): void {
    this.#lastAt = performance.now();
    this.#share = Math.random();
  }

  #wake(): void {
    for (const waiting of this.#waiting) waiting.abort();
  }
}
