import mysql from 'mysql2/promise';
import { emptyDatabase } from './load.ts';

const SUFFIX = '_proof';

/** The database beside this one in which backups are tried. */
export function scratchUrl(url: string): string {
  const scratch = new URL(url);
  scratch.pathname = `${scratch.pathname}${SUFFIX}`;
  return scratch.href;
}

/**
 * Runs `work` on an empty database of its own, which is emptied afterwards. Whatever its name, it must end in `_proof`: so nobody's
 * data is ever where this empties.
 * @param url a database that may not exist yet; the user needs the right to create it
 */
export async function withScratchDatabase<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (!name.endsWith(SUFFIX)) throw new Error(`the name of a scratch database must end in ${SUFFIX}`);
  const server = new URL(url);
  server.pathname = '';
  const connection = await mysql.createConnection({ uri: server.href });
  try {
    await connection.query('create database if not exists ?? character set utf8mb4 collate utf8mb4_unicode_ci', [name]);
  } finally {
    await connection.end();
  }
  await emptyDatabase(url);
  try {
    return await work(url);
  } finally {
    await emptyDatabase(url);
  }
}
