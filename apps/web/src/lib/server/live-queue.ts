/** Most events kept for a client that reads slowly; past it the stream breaks and the client comes back and catches up. */
const LIMIT = 500;

/** Does `work` when the client is gone, which it may be by now. */
export function whenGone(signal: AbortSignal | undefined, work: () => void): void {
  if (signal?.aborted) work();
  else signal?.addEventListener('abort', work, { once: true });
}

/** An async iterable fed from callbacks, bounded: `push` beyond the limit sends the client away. */
export function liveQueue<T>(signal: AbortSignal | undefined) {
  const waiting: T[] = [];
  let wake: (() => void) | undefined;
  let end: 'closed' | 'sent away' | undefined;
  const endAs = (how: NonNullable<typeof end>) => {
    end ??= how;
    wake?.();
  };
  const close = () => endAs('closed');
  const sendAway = () => endAs('sent away');
  whenGone(signal, close);
  return {
    push(item: T) {
      if (waiting.length >= LIMIT) return sendAway();
      waiting.push(item);
      wake?.();
    },
    close,
    /** Breaks the stream, so that the client asks for it anew. */
    sendAway,
    async *[Symbol.asyncIterator](): AsyncGenerator<T> {
      while (!end) {
        const item = waiting.shift();
        if (item !== undefined) {
          yield item;
          continue;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
      // tRPC takes it for a broken line, after which browsers come back; an orderly end would be final.
      if (end === 'sent away') throw new DOMException('sent away', 'AbortError');
    },
  };
}
