/**
 * Runs `work` at most once at a time: calls that come meanwhile lead to one more run together, after this one. So a burst of news makes
 * two requests, not a hundred, and the last answer is never older than the last news.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = () => {
    running = work().finally(() => (running = undefined));
    return running;
  };
  return () => {
    if (!running) return run();
    next ??= running
      .catch(() => undefined) // That one's caller is told.
      .then(() => {
        next = undefined;
        return run();
      });
    return next;
  };
}
