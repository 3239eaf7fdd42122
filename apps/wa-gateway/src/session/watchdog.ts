export interface Watchdog {
  /** There was a sign of life. */
  feed(): void;
  /** From here on so much silence is too much. */
  expectWithin(ms: number): void;
  stop(): void;
}

/** Calls `bite` once when nothing fed it for too long. Feeding is as cheap as reading a clock, so it may be done for every frame. */
export function startWatchdog(ms: number, bite: () => void): Watchdog {
  let patienceMs = ms;
  let fedAt = performance.now();
  let timer: NodeJS.Timeout;
  const look = () => {
    const leftMs = fedAt + patienceMs - performance.now();
    if (leftMs <= 0) bite();
    else timer = setTimeout(look, leftMs);
  };
  timer = setTimeout(look, patienceMs);
  return {
    feed() {
      fedAt = performance.now();
    },
    expectWithin(nextMs) {
      patienceMs = nextMs;
      fedAt = performance.now();
      clearTimeout(timer);
      timer = setTimeout(look, patienceMs);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
