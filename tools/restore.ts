import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '@sowan/db';
import { BackupError, checkBackup, emptyDatabase, loadBackup, parseBackupKeys, tablesInUse } from '@sowan/db/backup';
import { readEnvironment } from './env-file.ts';
import { dataFolder } from './paths.ts';
import { folderHolder } from './services/folder-lock.ts';
import { claimForProfile } from './services/profile.ts';
import { reachServers } from './services/reach.ts';
import { type Lifetime, runUntilStopped } from './shutdown.ts';

// `npm run restore -- <file>`: brings a school back from a backup into the empty database of `npm start` (or of --data).
await runUntilStopped((lifetime) => restore(process.argv.slice(2), lifetime));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function restore(args: string[], lifetime: Lifetime): Promise<number> {
  const { values, positionals } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: { force: { type: 'boolean', default: false }, data: { type: 'string' } },
    allowPositionals: true,
  });
  const env = readEnvironment();
  const dir = values.data ? path.resolve(values.data) : dataFolder('start');
  const file = findFile(positionals[0], env['BACKUP_DIR'] || path.join(dir, 'backups'));
  if (!file) {
    say('Usage: npm run restore -- <backup file> [--force] [--data <folder>]');
    return 1;
  }
  const holder = folderHolder(dir);
  if (holder !== undefined) throw new Error(`Sowan is running on ${dir} (process ${holder}). Stop it first.`);
  if (!values.data) claimForProfile(dir, 'start');

  const keys = parseBackupKeys(env['BACKUP_KEY']);
  say(`Reading ${file} …`);
  // To its end, before anything is touched.
  const contents = await checkBackup(file, keys).catch((error: unknown) => {
    throw error instanceof BackupError ? new Error(`Nothing was restored: ${error.message}.`, { cause: error }) : error;
  });
  say(`It is whole: ${contents.rows} rows of ${contents.at.toISOString()}, from ${contents.server}.`);

  const { databaseUrl } = await reachServers(dir, lifetime);
  const used = await tablesInUse(databaseUrl);
  if (used.length > 0 && !values.force) {
    say(`Nothing was restored: the database is not empty (${used.slice(0, 5).join(', ')}, …).`);
    say('With --force all that is in it is deleted first. Make a backup of it before: npm run backup');
    return 1;
  }
  await emptyDatabase(databaseUrl);
  await loadBackup(databaseUrl, file, keys);
  // A backup of an earlier version gets the tables of this one.
  await migrate(databaseUrl);
  say('Restored. Start Sowan with: npm start. Missing QR images are drawn again by themselves.');
  return 0;
}

/** As given, or in the backup folder. */
function findFile(given: string | undefined, folder: string): string | undefined {
  if (!given) return undefined;
  const candidates = [path.resolve(given), path.join(folder, given)];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`There is no file ${candidates.join(' or ')}.`);
  return found;
}
