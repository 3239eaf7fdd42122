import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 8;

/** Lets requests in whenever 8 ms have gone by, so that a run over many images never holds up an answer. */
export function createPace(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await setImmediate();
    since = performance.now();
  };
}

/** Does something for each item, at most `width` at a time, in order of their beginning. */
export async function forEachOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const queue = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const worker = async () => {
    for (let next = await queue.next(); !next.done; next = await queue.next()) await action(next.value);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
