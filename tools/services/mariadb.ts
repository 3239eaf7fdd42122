import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { choosePort } from './ports.ts';
import { type Secrets, writeSecretFile } from './secrets.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const run = promisify(execFile);
/** MariaDB refuses to run as root unless it is told so. */
const asUser = process.getuid?.() === 0 ? ['--user=root'] : [];

export interface MariaDb {
  server: ServerProcess;
  /** The application's own database, as a user who may touch nothing else. */
  databaseUrl: string;
  /** The whole server, with the right to create databases. */
  serverUrl: string;
}

/** Starts the data folder's private MariaDB; `durable` flushes every commit to the disk. */
export async function startMariaDb(dir: string, secrets: Secrets, durable: boolean): Promise<MariaDb> {
  const dataDir = path.join(dir, 'mysql');
  await createDataDir(dataDir);
  const initFile = path.join(dir, 'accounts.sql');
  writeSecretFile(initFile, accountsSql(secrets));
  const port = await choosePort(dir, 'mariadb');
  const { serverUrl, databaseUrl } = mariaDbUrls(secrets, port);
  const server = await startServer({
    name: 'mariadb',
    program: 'mariadbd',
    dir,
    args: [
      '--no-defaults',
      `--datadir=${dataDir}`,
      // Relative to the data directory, because a socket's path may not be longer than 107 bytes.
      '--socket=mariadb.sock',
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--pid-file=mariadb.pid',
      `--init-file=${initFile}`,
      '--skip-name-resolve',
      '--skip-log-bin',
      // Enough for ten years of a school's visits with their indexes; taken only as it fills.
      '--innodb-buffer-pool-size=128M',
      `--innodb-flush-log-at-trx-commit=${durable ? 1 : 2}`,
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_unicode_ci',
      '--default-time-zone=+00:00',
      ...asUser,
    ],
    answers: () => answers(serverUrl),
  });
  return { server, serverUrl, databaseUrl };
}

export function mariaDbUrls(secrets: Secrets, port: number) {
  return {
    serverUrl: `mysql://root:${secrets.databaseRootPassword}@127.0.0.1:${port}`,
    databaseUrl: `mysql://sowan:${secrets.databasePassword}@127.0.0.1:${port}/sowan`,
  };
}

/** Built beside its place and moved there when whole, so that an interrupted first start leaves nothing half done. */
async function createDataDir(dataDir: string): Promise<void> {
  if (existsSync(dataDir)) return;
  const unfinished = `${dataDir}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  // The installer is a shell script that can't do with a space in a path: give it a detour without one.
  const detour = mkdtempSync(path.join(tmpdir(), 'sowan-'));
  symlinkSync(unfinished, path.join(detour, 'mysql'));
  const args = [`--datadir=${detour}/mysql`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  try {
    await run('mariadb-install-db', ['--no-defaults', ...args, '--skip-name-resolve', ...asUser]);
  } finally {
    rmSync(detour, { recursive: true });
  }
  renameSync(unfinished, dataDir);
}

/** Runs at every start, before the first connection is let in: so no account is ever reachable without its password. */
function accountsSql({ databaseRootPassword, databasePassword }: Secrets): string {
  const roots = ["'root'@'localhost'", "'root'@'127.0.0.1'"];
  return [
    ...roots.map((root) => `CREATE OR REPLACE USER ${root} IDENTIFIED BY '${databaseRootPassword}';`),
    ...roots.map((root) => `GRANT ALL PRIVILEGES ON *.* TO ${root} WITH GRANT OPTION;`),
    "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host NOT IN ('localhost', '127.0.0.1'));",
    'FLUSH PRIVILEGES;',
    'CREATE DATABASE IF NOT EXISTS sowan CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;',
    `CREATE OR REPLACE USER 'sowan'@'127.0.0.1' IDENTIFIED BY '${databasePassword}';`,
    "GRANT ALL PRIVILEGES ON sowan.* TO 'sowan'@'127.0.0.1';",
    // Where backups are tried.
    "GRANT ALL PRIVILEGES ON `sowan\\_proof`.* TO 'sowan'@'127.0.0.1';",
    '',
  ].join('\n');
}

async function answers(url: string): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 5000 });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}
