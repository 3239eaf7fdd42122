import crypto, { createSecretKey } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const TAKES_KEY = ['createHmac', 'createCipheriv', 'createDecipheriv'] as const;
type Make = (algorithm: string, key: unknown, ...rest: unknown[]) => unknown;

/**
 * Makes key objects of the keys that the libraries in this process give as bytes. Node 24.21 finds out that bytes are no object by
 * catching two errors with their traces, for each of the dozen keys of a message; Node 26 does not, and this can go then.
 * @returns gives node:crypto back
 */
export function keysAsObjects(): () => void {
  const { createHmac, createCipheriv, createDecipheriv } = crypto;
  const original: Record<(typeof TAKES_KEY)[number], unknown> = { createHmac, createCipheriv, createDecipheriv };
  for (const name of TAKES_KEY) {
    const make = original[name] as Make;
    const withObject: Make = (algorithm, key, ...rest) =>
      make(algorithm, key instanceof Uint8Array ? createSecretKey(key) : key, ...rest);
    Reflect.set(crypto, name, withObject);
  }
  syncBuiltinESMExports();
  return () => {
    Object.assign(crypto, original);
    syncBuiltinESMExports();
  };
}
