import { createHash, type Hash } from 'node:crypto';

/**
 * A backup is lines of JSON: a header, then for each table its `create` statement, its rows as arrays, and their count and checksum,
 * then the sum of all. What ends without that last line is cut short. Compressed by gzip, so `gunzip` shows what is in it.
 */
export type Line =
  | { sowan: 1; at: string; server: string }
  | { table: string; create: string; columns: string[] }
  | Row
  | { end: string; rows: number; sha256: string }
  | { done: true; tables: number; rows: number };

export type Value = string | number | null | { base64: string };
export type Row = Value[];

/** What a table holds: equal for two tables with the same rows. */
export interface TableDigest {
  rows: number;
  sha256: string;
}

export type Digests = Record<string, TableDigest>;

export function encodeRow(row: readonly unknown[]): string {
  return JSON.stringify(row.map((value) => (Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value)));
}

/** Values as the driver takes them. */
export const decodeRow = (row: Row): (string | number | Buffer | null)[] =>
  row.map((value) => (typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value));

/** Adds up a table's rows, as they were encoded. */
export class Digest {
  readonly #hash: Hash = createHash('sha256');
  #rows = 0;

  add(encodedRow: string): void {
    this.#hash.update(encodedRow).update('\n');
    this.#rows += 1;
  }

  end(): TableDigest {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}
