import path from 'node:path';
import { parseArgs } from 'node:util';
import { redisEvents, systemClock } from '@sowan/core';
import { requestHeal, runHeal } from '@sowan/core/images';
import { migrate, openDatabase } from '@sowan/db';
import { connectRedis, type Jobs } from '@sowan/jobs';
import { createImageStore, folderDriver, parseKeyring, s3Driver } from '@sowan/qr';
import { readEnvironment } from './env-file.ts';
import { dataFolder } from './paths.ts';
import { knownPort } from './services/ports.ts';
import { claimForProfile } from './services/profile.ts';
import { reachServers } from './services/reach.ts';
import { loadSecrets } from './services/secrets.ts';
import { type Lifetime, runUntilStopped } from './shutdown.ts';

// Checks and mends the stored QR images of `npm start` (or of --data), whether that is running or not. Ctrl-C stops it; a later run goes on.
await runUntilStopped((lifetime) => heal(process.argv.slice(2), lifetime));

async function heal(args: string[], lifetime: Lifetime): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      deep: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  const env = readEnvironment();
  const dir = values.data ? path.resolve(values.data) : dataFolder('start');
  if (!values.data) claimForProfile(dir, 'start');
  const { databaseUrl, redisUrl } = await reachServers(dir, lifetime);
  await migrate(databaseUrl);

  const database = openDatabase(databaseUrl, { connections: 4 });
  lifetime.onStop(() => database.close());
  const redis = connectRedis({ url: redisUrl });
  redis.on('error', () => undefined);
  lifetime.onStop(() => Promise.resolve(redis.disconnect()));
  const stop = new AbortController();
  lifetime.onStop(() => Promise.resolve(stop.abort()));

  const secrets = loadSecrets(dir);
  const line = (detail: object, message: string) => {
    const { name, pass } = detail as { name?: string; pass?: string };
    process.stdout.write(`${[message, name, pass && `(pass ${pass})`].filter(Boolean).join('  ')}\n`);
  };
  // Done here and now: the worker has nothing to take from the queue.
  const jobs: Jobs = {
    enqueue: () => Promise.resolve(),
    enqueueAll: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
  const ctx = {
    db: database.db,
    clock: systemClock,
    jobs,
    events: redisEvents(redis),
    log: { debug: () => undefined, info: line, warn: line, error: line },
    actor: { type: 'system', job: 'npm run heal' } as const,
    pass: {
      keyring: parseKeyring(env['QR_KEYS'] || secrets.qrKeys),
      publicUrl: env['PUBLIC_URL'] || `http://127.0.0.1:${knownPort(dir, 'web') ?? 3000}`,
    },
  };
  const folder = path.join(env['DATA_DIR'] || path.join(dir, 'files'), 'images');
  const store = createImageStore({ driver: env['IMAGES_URL'] ? s3Driver(env['IMAGES_URL']) : folderDriver(folder) });
  const { deep, force } = values;
  const { runId } = await requestHeal(ctx, { deep, force, dryRun: values['dry-run'] });
  const report = await runHeal(ctx, store, runId, stop.signal);
  if (report) process.stdout.write(`${JSON.stringify(report)}\n`);
  return report?.outcome === 'done' && report.failed === 0 ? 0 : 1;
}
