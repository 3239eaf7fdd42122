import { pino } from 'pino';
import { migrate, openDatabase } from '@sowan/db';
import { readRotationEnv } from './env.ts';
import { rotateKeys } from './rotate-keys.ts';
import { parseAuthKeyring } from './seal.ts';

// Puts the stored WhatsApp credentials under the first key of WA_AUTH_KEY, and says on stdout what there is now. Exits with 1 when
// something could not be read, or when it was stopped: run again it goes on.
const env = readRotationEnv();
const ring = parseAuthKeyring(env.WA_AUTH_KEY);
const log = pino({ name: 'rotate-keys' }, pino.destination(2));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

await migrate(env.DATABASE_URL);
const database = openDatabase(env.DATABASE_URL, { connections: 1 });
try {
  const { resealed, unreadable, rowsByKey } = await rotateKeys({ db: database.db, log }, ring, stop.signal);
  const report = {
    key: ring.sealing,
    resealed,
    rowsByKey: Object.fromEntries(rowsByKey),
    unreadableBySession: Object.fromEntries(unreadable),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = unreadable.size > 0 || stop.signal.aborted ? 1 : 0;
} finally {
  await database.close();
}
