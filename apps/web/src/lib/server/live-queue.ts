/** Most events kept for a client that reads slowly; past it the stream ends and the client comes back and catches up. */
const LIMIT = 500;

/** An async iterable fed from callbacks, bounded: `push` beyond the limit closes it. */
export function liveQueue<T>(signal: AbortSignal | undefined) {
  const waiting: T[] = [];
  let wake: (() => void) | undefined;
  let closed = false;
  const close = () => {
    closed = true;
    wake?.();
  };
  signal?.addEventListener('abort', close, { once: true });
  return {
    push(item: T) {
      if (waiting.length >= LIMIT) return close();
      waiting.push(item);
      wake?.();
    },
    close,
    async *[Symbol.asyncIterator](): AsyncGenerator<T> {
      while (!closed) {
        const item = waiting.shift();
        if (item !== undefined) {
          yield item;
          continue;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
