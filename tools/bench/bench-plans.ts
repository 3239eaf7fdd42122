import mysql, { type RowDataPacket } from 'mysql2/promise';

/** Reading all of a table that is smaller than this is quicker than any index. */
const SMALL_TABLE = 2000;

/** Scans that are meant: what their statement says, and why no index would do. */
const MEANT: readonly { says: RegExp; why: string }[] = [];

export interface FullScan {
  statement: string;
  table: string;
  rows: number;
  /** Why it is let pass; absent for one that is a mistake. */
  meant?: string;
}

/** Notes every statement that the server runs from now on; the returned function stops that and gives the SELECTs, each once. */
export async function recordStatements(serverUrl: string): Promise<() => Promise<string[]>> {
  const connection = await mysql.createConnection({ uri: serverUrl });
  await connection.query("set global log_output = 'TABLE'");
  await connection.query('truncate table mysql.general_log');
  await connection.query('set global general_log = 1');
  return async () => {
    await connection.query('set global general_log = 0');
    const [rows] = await connection.query<RowDataPacket[]>(
      "select argument from mysql.general_log where command_type in ('Execute', 'Query')",
    );
    await connection.end();
    const shapes = new Map<string, string>();
    for (const row of rows) {
      const statement = String(row['argument']).trim();
      // Numbers and texts apart, the same statement is run many times.
      if (/^select/i.test(statement)) shapes.set(statement.replace(/'[^']*'|\b\d+\b/g, '?'), statement);
    }
    return [...shapes.values()];
  };
}

/** Statements whose plan reads a large table from one end to the other. */
export async function fullScans(databaseUrl: string, statements: readonly string[]): Promise<FullScan[]> {
  const connection = await mysql.createConnection({ uri: databaseUrl });
  try {
    const scans: FullScan[] = [];
    for (const statement of statements) {
      const [plan] = await connection.query<RowDataPacket[]>(`explain ${statement}`);
      for (const step of plan) {
        const [table, rows] = [String(step['table']), Number(step['rows'])];
        const derived = table.startsWith('<');
        if (step['type'] !== 'ALL' || derived || rows <= SMALL_TABLE) continue;
        const meant = MEANT.find(({ says }) => says.test(statement))?.why;
        scans.push({ statement, table, rows, ...(meant && { meant }) });
      }
    }
    return scans;
  } finally {
    await connection.end();
  }
}
