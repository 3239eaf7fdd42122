import type { Logger } from 'pino';

const METHODS = { log: 'debug', info: 'debug', debug: 'debug', trace: 'debug', warn: 'warn', error: 'warn' } as const;

/**
 * Takes the console away from the libraries in this process: libsignal prints whole sessions with their private keys through it
 * (session_record.js). What they say goes to the log, but of the values along with it nothing does.
 * @returns gives the console back
 */
export function quietConsole(log: Logger): () => void {
  const original = { ...globalThis.console };
  const quiet = Object.entries(METHODS).map(([method, level]) => [
    method,
    (first?: unknown) => {
      // A sentence has spaces; a key or a token has none.
      const said = typeof first === 'string' && first.includes(' ') ? first.slice(0, 120) : 'something unprintable';
      log[level]({ source: 'console' }, said);
    },
  ]);
  Object.assign(globalThis.console, Object.fromEntries(quiet));
  return () => void Object.assign(globalThis.console, original);
}
