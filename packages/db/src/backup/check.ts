import { BackupError } from './backup-error.ts';
import { connectRaw, disconnect, rowsOf, tablesOf } from './connection.ts';
import { readLines } from './file.ts';
import { Digest, type Digests } from './format.ts';
import type { BackupKey } from './keys.ts';
import { parseLine } from './lines.ts';

/** What a whole and genuine backup holds. */
export interface BackupContents {
  at: Date;
  server: string;
  digests: Digests;
  rows: number;
}

/** Reads a backup to its end and touches nothing else. Throws BackupError unless every row that was written is there, unchanged. */
export async function checkBackup(file: string, keys: readonly BackupKey[]): Promise<BackupContents> {
  let header: { at: string; server: string } | undefined;
  const digests: Digests = {};
  let digest = new Digest();
  let rows: number | undefined;
  for await (const text of readLines(file, keys)) {
    const line = parse(text);
    if (Array.isArray(line)) digest.add(text);
    else if ('sowan' in line) header = line;
    else if ('table' in line) digest = new Digest();
    else if ('end' in line) {
      const counted = digest.end();
      if (counted.rows !== line.rows || counted.sha256 !== line.sha256)
        throw new BackupError('damaged', `the rows of ${line.end} are not those that were saved`);
      digests[line.end] = counted;
    } else rows = line.rows;
  }
  if (!header) throw new BackupError('not_a_backup', 'this is no backup of Sowan');
  if (rows === undefined) throw new BackupError('damaged', 'the end of the backup is missing');
  return { at: new Date(header.at), server: header.server, digests, rows };
}

function parse(text: string) {
  try {
    return parseLine(text);
  } catch (cause) {
    throw new BackupError('damaged', 'a line of the backup is no JSON', { cause });
  }
}

/** Throws BackupError `differs`, naming the tables, unless a database holds exactly what a backup holds. */
export async function compareWithBackup(url: string, { digests }: BackupContents): Promise<void> {
  const connection = connectRaw(url);
  try {
    const found: Digests = {};
    for (const table of await tablesOf(connection)) {
      const digest = new Digest();
      for await (const row of rowsOf(connection, table)) digest.add(row);
      found[table] = digest.end();
    }
    const names = new Set([...Object.keys(digests), ...Object.keys(found)]);
    const different = [...names].filter((name) => digests[name]?.sha256 !== found[name]?.sha256);
    if (different.length > 0)
      throw new BackupError(
        'differs',
        `not as saved: ${different.map((name) => told(name, digests, found)).join(', ')}`,
      );
  } finally {
    disconnect(connection);
  }
}

const told = (name: string, saved: Digests, found: Digests) =>
  `${name} (${String(saved[name]?.rows ?? 'no')} rows saved, ${String(found[name]?.rows ?? 'no')} restored)`;
