import mysql, { type RowDataPacket } from 'mysql2/promise';

/** Reading all of a table that is smaller than this is quicker than any index. */
const SMALL_TABLE = 2000;

/** Scans that are meant: the table, what the statement says, and why no index would do. */
const MEANT: readonly { table: string; says: RegExp; why: string }[] = [
  {
    table: 'members',
    says: /`number` like '%/,
    why: 'people know the end of a member number; ten thousand members are read in some ten milliseconds',
  },
  { table: 'members', says: /sum\(/, why: 'a rehearsal adds all members up' },
  {
    table: 'wa_inbound',
    says: /`text` like '%/,
    why: 'a word from the middle of what somebody wrote',
  },
];

export interface FullScan {
  statement: string;
  table: string;
  rows: number;
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

/**
 * Statements whose plan reads a large table from one end to the other, but for those that are meant to. The tables should have been
 * analysed: the server plans by what it believes to be in them.
 */
export async function fullScans(databaseUrl: string, statements: readonly string[]): Promise<FullScan[]> {
  const connection = await mysql.createConnection({ uri: databaseUrl });
  try {
    const sizes = new Map<string, number>();
    const scans: FullScan[] = [];
    for (const statement of statements) {
      const [plan] = await connection.query<RowDataPacket[]>(`explain ${statement}`);
      for (const step of plan) {
        const table = tableNamed(String(step['table']), statement);
        const meant = MEANT.some((one) => one.table === table && one.says.test(statement));
        if (step['type'] !== 'ALL' || table.startsWith('<') || meant) continue;
        const rows = sizes.get(table) ?? (await countRows(connection, table));
        sizes.set(table, rows);
        if (rows > SMALL_TABLE) scans.push({ statement, table, rows });
      }
    }
    return scans;
  } finally {
    await connection.end();
  }
}

/** Plans name tables as the statement does: `from "wa_sessions" "waSessions"`. */
function tableNamed(alias: string, statement: string): string {
  return new RegExp(`(?:from|join) \`(\\w+)\` \`${alias}\``).exec(statement)?.[1] ?? alias;
}

async function countRows(connection: mysql.Connection, table: string): Promise<number> {
  const [[counted]] = await connection.query<RowDataPacket[]>(`select count(*) as n from \`${table}\``);
  return Number(counted?.['n']);
}
