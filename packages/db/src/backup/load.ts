import type { Connection } from 'mysql2';
import { BackupError } from './backup-error.ts';
import { ask, connectRaw, disconnect, quoted, run, tablesOf } from './connection.ts';
import { readLines } from './file.ts';
import { decodeRow, type Row } from './format.ts';
import type { BackupKey } from './keys.ts';
import { parseLine } from './lines.ts';

/** Rows an INSERT: some hundred kilobytes, well below what servers take in one statement. */
const ROWS_AT_ONCE = 200;
const CHARACTERS_AT_ONCE = 500_000;

/** What a new installation writes by itself, before anybody has used it. */
const WRITTEN_BY_ITSELF: readonly string[] = [
  '__drizzle_migrations',
  'backups',
  'heal_runs',
  'upkeep_runs',
  'audit_log',
];

/** Names of the tables that hold anything of a school's. */
export async function tablesInUse(url: string): Promise<string[]> {
  const connection = connectRaw(url);
  try {
    const used: string[] = [];
    for (const table of await tablesOf(connection)) {
      if (WRITTEN_BY_ITSELF.includes(table)) continue;
      const rows = await ask(connection, `select 1 from ${quoted(table)} limit 1`);
      if (rows.length > 0) used.push(table);
    }
    return used;
  } finally {
    disconnect(connection);
  }
}

/** Drops every table of a database. */
export async function emptyDatabase(url: string): Promise<void> {
  const connection = connectRaw(url);
  try {
    await run(connection, 'set foreign_key_checks = 0');
    for (const table of await tablesOf(connection)) await run(connection, `drop table ${quoted(table)}`);
  } finally {
    disconnect(connection);
  }
}

/**
 * Makes the tables of a backup in a database without any, with their rows. Read it with `checkBackup` first: what turns out damaged
 * halfway leaves the database half filled.
 */
export async function loadBackup(url: string, file: string, keys: readonly BackupKey[]): Promise<void> {
  const connection = connectRaw(url);
  try {
    if ((await tablesOf(connection)).length > 0)
      throw new BackupError('not_empty', 'the database to restore into has tables already');
    // Tables come by name, not by who refers to whom; an id of 0 stays 0.
    await run(connection, "set foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
    let insert: Insert | undefined;
    for await (const text of readLines(file, keys)) {
      const line = parseLine(text);
      if (Array.isArray(line)) await insert?.add(line, text.length);
      else if ('table' in line) {
        await run(connection, line.create);
        await run(connection, 'start transaction');
        insert = new Insert(connection, line.table, line.columns);
      } else if ('end' in line) {
        await insert?.flush();
        await run(connection, 'commit');
      }
    }
  } finally {
    disconnect(connection);
  }
}

class Insert {
  readonly #connection: Connection;
  readonly #statement: string;
  #rows: ReturnType<typeof decodeRow>[] = [];
  #characters = 0;

  constructor(connection: Connection, table: string, columns: string[]) {
    this.#connection = connection;
    this.#statement = `insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) values ?`;
  }

  async add(row: Row, characters: number): Promise<void> {
    this.#rows.push(decodeRow(row));
    this.#characters += characters;
    if (this.#rows.length >= ROWS_AT_ONCE || this.#characters >= CHARACTERS_AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    await this.#connection.promise().query(this.#statement, [this.#rows]);
    this.#rows = [];
    this.#characters = 0;
  }
}
