import { addAbortListener } from 'node:events';

/** Waits for `work`, or no longer than until `signal` is aborted: then undefined, and what becomes of `work` is nobody's business. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  const listener = addAbortListener(signal, () => aborted.resolve(undefined));
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    listener[Symbol.dispose]();
  }
}
