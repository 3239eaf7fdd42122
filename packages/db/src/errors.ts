/** The server's error code (`ER_DUP_ENTRY`, …) of a failed query; Drizzle wraps the driver's error as `cause`. */
function driverCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('code' in e && typeof e.code === 'string' && e.code.startsWith('ER_')) return e.code;
  }
  return undefined;
}

/** True when a UNIQUE index refused the row. */
export const isDuplicateKey = (error: unknown): boolean => driverCode(error) === 'ER_DUP_ENTRY';

/** True when the server chose this transaction as the victim of a deadlock or a lock wait: safe to run again. */
export const isDeadlock = (error: unknown): boolean => {
  const code = driverCode(error);
  return code === 'ER_LOCK_DEADLOCK' || code === 'ER_LOCK_WAIT_TIMEOUT' || code === 'ER_CHECKREAD';
};
