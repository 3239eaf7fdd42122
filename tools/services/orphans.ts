import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify } from './process-identity.ts';

/** `marker` is a path that only our process has in its command line or works in: the data folder, or its script. */
interface ProcessRecord {
  pid: number;
  startedAt: string;
  marker: string;
}

const folderOf = (dir: string) => path.join(dir, 'pids');
const fileOf = (dir: string, name: string) => path.join(folderOf(dir), `${name}.json`);

/** Notes a process we started, so that a later run can end it should this one be killed. */
export function recordProcess(dir: string, name: string, pid: number, marker: string): void {
  mkdirSync(folderOf(dir), { recursive: true });
  const record: ProcessRecord = { pid, startedAt: identify(pid)?.startedAt ?? '', marker };
  writeFileSync(fileOf(dir, name), JSON.stringify(record));
}

export function forgetProcess(dir: string, name: string): void {
  rmSync(fileOf(dir, name), { force: true });
}

/**
 * Ends what an earlier, killed run left behind in this data folder, newest first, so that the applications
 * go before their database. A pid that meanwhile belongs to somebody else is left alone.
 * Returns the names of what was ended.
 */
export async function reapOrphans(dir: string): Promise<string[]> {
  if (!existsSync(folderOf(dir))) return [];
  const reaped: string[] = [];
  const names = readdirSync(folderOf(dir)).map((file) => path.basename(file, '.json'));
  const databasesLast = names.sort((a, b) => Number(isDatabase(a)) - Number(isDatabase(b)));
  for (const name of databasesLast) {
    const record = readRecord(fileOf(dir, name));
    if (record && isStillOurs(record)) {
      await end(record);
      reaped.push(name);
    }
    forgetProcess(dir, name);
  }
  return reaped;
}

/** Whether the pid is the very process that was recorded: same start, and our path in its command line or as its folder. */
function isStillOurs({ pid, startedAt, marker }: ProcessRecord): boolean {
  const found = identify(pid);
  if (!found || found.startedAt !== startedAt) return false;
  return found.command.includes(marker) || found.cwd === marker || found.cwd.startsWith(marker + path.sep);
}

const isDatabase = (name: string) => name === 'mariadb' || name === 'redis';

function readRecord(file: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
  } catch {
    // Cut off while being written: the process was started a moment before the kill and is not known to us.
    return undefined;
  }
}

async function end(record: ProcessRecord): Promise<void> {
  process.kill(record.pid, 'SIGTERM');
  const deadline = Date.now() + 8000;
  while (isStillOurs(record)) {
    if (Date.now() > deadline) process.kill(record.pid, 'SIGKILL');
    await delay(50);
  }
}
