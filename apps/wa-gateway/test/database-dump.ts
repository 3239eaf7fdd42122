import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MOST_BYTES = 256 * 1024 * 1024;

/** What `mariadb-dump` makes of a database, one character a byte, with the binary values as they are instead of in hex. */
export async function dumpOf(databaseUrl: string): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const server = [`--host=${hostname}`, `--port=${port}`, `--user=${decodeURIComponent(username)}`, '--protocol=tcp'];
  const { stdout } = await promisify(execFile)(
    'mariadb-dump',
    ['--no-defaults', ...server, '--hex-blob', '--default-character-set=utf8mb4', pathname.slice(1)],
    {
      env: { PATH: process.env['PATH'], MYSQL_PWD: decodeURIComponent(password) },
      encoding: 'latin1',
      maxBuffer: MOST_BYTES,
    },
  );
  return stdout.replaceAll(/0x([0-9A-F]{2,})/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
}
