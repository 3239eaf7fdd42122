import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import { openDatabase, type Database } from '../client.ts';
import { migrate } from '../migrate.ts';

export interface TestDatabase extends Database {
  /** URL of this database, for processes that a test starts. */
  url: string;
}

/**
 * A migrated database of its own; `close` drops it.
 * @param serverUrl URL of a server on which databases may be created
 */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `sowan_test_${randomBytes(6).toString('hex')}`;
  const server = await mysql.createConnection({ uri: serverUrl });
  await server.query(`create database ${name} character set utf8mb4 collate utf8mb4_unicode_ci`);
  await server.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const database = openDatabase(url.href, { connections: 20 });
  return {
    url: url.href,
    db: database.db,
    async close() {
      await database.close();
      const dropper = await mysql.createConnection({ uri: serverUrl });
      await dropper.query(`drop database ${name}`);
      await dropper.end();
    },
  };
}
