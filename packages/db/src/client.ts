import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import mysql from 'mysql2/promise';
import * as schema from './schema/index.ts';

export type Db = MySql2Database<typeof schema>;
/** A transaction of `Db`: verbs accept either, so that a caller's transaction is used when there is one. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

/** A desk can't wait the server's usual 50 s for a row that somebody else holds. */
const LOCK_WAIT_SECONDS = 5;

export interface Database {
  db: Db;
  close(): Promise<void>;
}

/**
 * Opens a pool. No connection is made before the first query.
 * @param url mysql://user:password@host:port/database
 * @param options.connections most connections at once (default 10)
 */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = mysql.createPool({
    uri: url,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
    supportBigNumbers: true,
    // Unparsed, always: a JSON text that the driver has parsed can't be told from one that it has not.
    jsonStrings: true,
    // Drizzle's errors say where a statement came from; the driver would note it for each that succeeds too.
    trace: false,
    connectionLimit: options.connections ?? 10,
  });
  // Queued on the new connection before whatever it was opened for. A refusal would show in the next statement too.
  pool.on('connection', (connection) => {
    void connection.query(`set session innodb_lock_wait_timeout = ${String(LOCK_WAIT_SECONDS)}`);
    // Here and not with each transaction, where it would cost every one of them a statement.
    void connection.query('set session transaction isolation level read committed');
  });
  return {
    db: drizzle(pool, { schema, mode: 'planetscale', casing: 'snake_case' }),
    close: () => pool.end(),
  };
}
