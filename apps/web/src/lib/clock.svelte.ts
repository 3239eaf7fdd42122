/** A device clock that is further off than this is not believed. */
const TRUSTED_MS = 10_000;

/** The present, ticking, for pages that count time. Cheap phones show wrong times: one far off the server's is corrected. */
export class Clock {
  now = $state(new Date());
  #behind: number;

  /** @param serverNow the server's time when the page was made */
  constructor(serverNow: Date) {
    const behind = serverNow.getTime() - Date.now();
    this.#behind = Math.abs(behind) > TRUSTED_MS ? behind : 0;
    this.now = serverNow;
  }

  /** Ticks until the returned function is called. */
  start(everyMs: number): () => void {
    const tick = () => (this.now = new Date(Date.now() + this.#behind));
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }
}
