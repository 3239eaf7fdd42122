import mysql from 'mysql2';
import type { RowDataPacket } from 'mysql2/promise';
import { encodeRow } from './format.ts';

/** A connection that hands every value over as the server wrote it: no dates, no big numbers, no JSON that the driver made of it. */
export function connectRaw(url: string): mysql.Connection {
  return mysql.createConnection({
    uri: url,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
  });
}

/** Ends a connection whatever state it is in. */
export const disconnect = (connection: mysql.Connection): void => connection.destroy();

/** Rows of a statement, as objects. */
export async function ask(connection: mysql.Connection, statement: string, values: unknown[] = []) {
  const [rows] = await connection.promise().query<RowDataPacket[]>(statement, values);
  return rows;
}

export async function run(connection: mysql.Connection, statement: string): Promise<void> {
  await connection.promise().query(statement);
}

export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Names of the tables, in order. */
export async function tablesOf(connection: mysql.Connection): Promise<string[]> {
  const rows = await ask(
    connection,
    `select table_name as name from information_schema.tables
     where table_schema = database() and table_type = 'BASE TABLE' order by table_name`,
  );
  return rows.map((row) => String(row['name']));
}

/** A table's columns that are stored, and its primary key, both in their order. */
export async function columnsOf(connection: mysql.Connection, table: string) {
  const rows = await ask(
    connection,
    `select column_name as name from information_schema.columns
     where table_schema = database() and table_name = ? and extra not like '%GENERATED%' order by ordinal_position`,
    [table],
  );
  const key = await ask(
    connection,
    `select column_name as name from information_schema.key_column_usage
     where table_schema = database() and table_name = ? and constraint_name = 'PRIMARY' order by ordinal_position`,
    [table],
  );
  return { columns: rows.map((row) => String(row['name'])), key: key.map((row) => String(row['name'])) };
}

/** A table's rows, each encoded, by primary key: the same rows always come in the same order. */
export async function* rowsOf(connection: mysql.Connection, table: string): AsyncGenerator<string> {
  const { columns, key } = await columnsOf(connection, table);
  const order = (key.length > 0 ? key : columns).map(quoted).join(', ');
  const sql = `select ${columns.map(quoted).join(', ')} from ${quoted(table)} order by ${order}`;
  const rows = connection.query({ sql, rowsAsArray: true }).stream({ highWaterMark: 500 });
  for await (const row of rows) yield encodeRow(row as unknown[]);
}
