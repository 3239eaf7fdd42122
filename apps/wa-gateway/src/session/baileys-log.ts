import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';
import { errorText, type Log } from '@sowan/core';

type BaileysLogger = NonNullable<UserFacingSocketConfig['logger']>;

/**
 * Baileys' warnings in our log. Of the values it logs only an error's message is kept: among the others are nodes, keys and
 * what people wrote.
 */
export function baileysLogger(log: Log): BaileysLogger {
  const warn = (detail: unknown, message?: string) =>
    log.warn(
      { source: 'baileys', error: errorOf(detail) },
      message ?? (typeof detail === 'string' ? detail : 'baileys'),
    );
  const logger: BaileysLogger = {
    level: 'warn',
    child: () => logger,
    trace: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn,
    error: warn, // Its errors are ends of connections, to which the session reacts.
  };
  return logger;
}

function errorOf(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  for (const name of ['err', 'error', 'e', 'trace'] as const) {
    const value: unknown = Reflect.get(detail, name);
    if (value instanceof Error) return errorText(value);
    if (typeof value === 'string') return value.split('\n', 1)[0];
  }
  return undefined;
}
