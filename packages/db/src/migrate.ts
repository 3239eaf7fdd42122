import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/mysql2';
import { migrate as runMigrations } from 'drizzle-orm/mysql2/migrator';
import mysql from 'mysql2/promise';

const LOCK = 'sowan.migrations';
const LOCK_SECONDS = 120;
const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Brings the schema up to date. Any number of processes may call it at once: a named lock of the server lets one work
 * while the others wait, and these then find nothing left to do.
 * @param url mysql://user:password@host:port/database
 */
export async function migrate(url: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, timezone: 'Z', charset: 'utf8mb4_unicode_ci' });
  try {
    const [rows] = await connection.query<mysql.RowDataPacket[]>('select get_lock(concat(?, database()), ?) as held', [
      LOCK,
      LOCK_SECONDS,
    ]);
    if (rows[0]?.['held'] !== 1) throw new Error('another process has been migrating the database for two minutes');
    await runMigrations(drizzle(connection), { migrationsFolder });
  } finally {
    await connection.end();
  }
}
