/**
 * Calls `work` at once, and again at most every `ms` for as long as it is asked to: news may come in bursts.
 * @returns asks for it; `stop` forgets what was asked
 */
export function throttled(work: () => void, ms: number): (() => void) & { stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = () => {
    again = false;
    work();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, ms);
  };
  const ask = () => {
    if (timer === undefined) run();
    else again = true;
  };
  return Object.assign(ask, { stop: () => clearTimeout(timer) });
}
