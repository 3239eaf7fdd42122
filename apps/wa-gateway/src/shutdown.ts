import type { Log } from '@sowan/core';

const GRACE_MS = 4500;

/** Ends the process in order on SIGTERM or SIGINT, and by force when that takes too long: whatever was cut off is sent again under its id. */
export function onShutdown(log: Log, close: () => Promise<void>): void {
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
