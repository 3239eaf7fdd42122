import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@sowan/core';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

export interface Trying {
  /** Gives up when aborted. */
  signal: AbortSignal;
  log: Log;
  what: string;
  /** Gives up after this long; without it only `signal` ends the tries. */
  forMs?: number;
  /** Errors that no further try can cure. */
  isFinal?: (error: unknown) => boolean;
}

/** Does what must not be lost because the database was away for a moment. Throws the last error when it gives up. */
export async function keepTrying<T>(work: () => Promise<T>, trying: Trying): Promise<T> {
  const { signal, log, what, forMs = Infinity, isFinal = () => false } = trying;
  const until = performance.now() + forMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || isFinal(error) || performance.now() > until) throw error;
      log.warn({ err: error, what }, 'will be tried again');
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
