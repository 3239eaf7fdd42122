import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@sowan/core';
import { backUp, proveBackup } from '@sowan/core/maintenance';
import { migrate, openDatabase } from '@sowan/db';
import { parseBackupKeys } from '@sowan/db/backup';
import { readEnvironment } from './env-file.ts';
import { dataFolder } from './paths.ts';
import { claimForProfile } from './services/profile.ts';
import { reachServers } from './services/reach.ts';
import { type Lifetime, runUntilStopped } from './shutdown.ts';

// Backs up the database of `npm start` (or of --data) now, whether it is running or not. --prove also tries whether the backup restores.
await runUntilStopped((lifetime) => backup(process.argv.slice(2), lifetime));

async function backup(args: string[], lifetime: Lifetime): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: { prove: { type: 'boolean', default: false }, data: { type: 'string' }, out: { type: 'string' } },
  });
  const env = readEnvironment();
  const dir = values.data ? path.resolve(values.data) : dataFolder('start');
  if (!values.data) claimForProfile(dir, 'start');
  const { databaseUrl } = await reachServers(dir, lifetime);
  await migrate(databaseUrl);
  const database = openDatabase(databaseUrl, { connections: 2 });
  lifetime.onStop(() => database.close());
  const say = (detail: object, message: string) => void process.stderr.write(`${message} ${JSON.stringify(detail)}\n`);
  const ctx = {
    db: database.db,
    clock: systemClock,
    // Nobody needs to be told live: pages read the row.
    events: { publish: () => Promise.resolve() },
    log: { debug: () => undefined, info: say, warn: say, error: say },
    actor: { type: 'system', job: 'npm run backup' } as const,
  };
  const place = {
    folder: values.out ? path.resolve(values.out) : env['BACKUP_DIR'] || path.join(dir, 'backups'),
    databaseUrl,
    proofUrl: env['BACKUP_PROOF_URL'],
    keys: parseBackupKeys(env['BACKUP_KEY']),
  };
  const { fileName } = await backUp(ctx, place);
  process.stdout.write(`${path.join(place.folder, fileName)}\n`);
  if (values.prove) await proveBackup(ctx, place);
  return 0;
}
