import { stat } from 'node:fs/promises';
import type { Connection } from 'mysql2';
import { ask, columnsOf, connectRaw, disconnect, quoted, rowsOf, run, tablesOf } from './connection.ts';
import { writeLines } from './file.ts';
import { Digest, type Digests } from './format.ts';
import type { BackupKey } from './keys.ts';

export interface WrittenBackup {
  bytes: number;
  tables: number;
  rows: number;
  digests: Digests;
}

/** Tables that belong to this installation rather than to the school: only their shape is saved. */
const EMPTY_IN_BACKUPS: readonly string[] = ['backups'];

/**
 * Writes the whole database as it is at one moment into a file, while others go on writing.
 * @param at stands in the file's header
 */
export async function writeBackup(options: {
  url: string;
  file: string;
  key?: BackupKey | undefined;
  at: Date;
}): Promise<WrittenBackup> {
  const connection = connectRaw(options.url);
  const digests: Digests = {};
  try {
    await run(connection, 'set session transaction isolation level repeatable read');
    await run(connection, 'start transaction with consistent snapshot');
    await writeLines(options.file, dump(connection, options.at, digests), options.key);
  } finally {
    disconnect(connection);
  }
  const { size } = await stat(options.file);
  return { bytes: size, ...sumOf(digests), digests };
}

const sumOf = (digests: Digests) => ({
  tables: Object.keys(digests).length,
  rows: Object.values(digests).reduce((sum, { rows }) => sum + rows, 0),
});

async function* dump(connection: Connection, at: Date, digests: Digests): AsyncGenerator<string> {
  const [server] = await ask(connection, 'select version() as version');
  yield JSON.stringify({ sowan: 1, at: at.toISOString(), server: String(server?.['version']) });
  for (const table of await tablesOf(connection)) {
    const [shape] = await ask(connection, `show create table ${quoted(table)}`);
    const { columns } = await columnsOf(connection, table);
    yield JSON.stringify({ table, create: shape?.['Create Table'] as string, columns });
    const digest = new Digest();
    if (!EMPTY_IN_BACKUPS.includes(table)) {
      for await (const row of rowsOf(connection, table)) {
        digest.add(row);
        yield row;
      }
    }
    digests[table] = digest.end();
    yield JSON.stringify({ end: table, ...digests[table] });
  }
  yield JSON.stringify({ done: true, ...sumOf(digests) });
}
