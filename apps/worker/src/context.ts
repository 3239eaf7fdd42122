import { join } from 'node:path';
import { pino } from 'pino';
import { loggedError, redisEvents, systemClock, type Ctx } from '@sowan/core';
import { openDatabase } from '@sowan/db';
import { parseBackupKeys } from '@sowan/db/backup';
import { connectRedis, createProducer } from '@sowan/jobs';
import { createImageStore, folderDriver, parseKeyring, s3Driver } from '@sowan/qr';
import type { Env } from './env.ts';

/** Opens what the jobs share. */
export function openContext(env: Env) {
  const redis = { url: env.REDIS_URL, namespace: env.REDIS_NAMESPACE };
  const log = pino({ name: 'worker', level: env.LOG_LEVEL, serializers: { err: loggedError } });
  const database = openDatabase(env.DATABASE_URL);
  const publisher = connectRedis(redis);
  publisher.on('error', (error) => log.warn({ err: error }, 'redis'));
  const jobs = createProducer(redis);
  const ctx: Ctx = {
    db: database.db,
    clock: systemClock,
    jobs,
    events: redisEvents(publisher, env.REDIS_NAMESPACE),
    log,
    actor: { type: 'system', job: 'worker' },
    pass: { keyring: parseKeyring(env.QR_KEYS), publicUrl: env.PUBLIC_URL },
  };
  return {
    redis,
    log,
    jobs,
    ctx,
    backups: {
      folder: env.BACKUP_DIR ?? join(env.DATA_DIR, 'backups'),
      databaseUrl: env.DATABASE_URL,
      proofUrl: env.BACKUP_PROOF_URL,
      keys: parseBackupKeys(env.BACKUP_KEY),
    },
    images: createImageStore({
      driver: env.IMAGES_URL ? s3Driver(env.IMAGES_URL) : folderDriver(join(env.DATA_DIR, 'images')),
    }),
    async close() {
      await jobs.close();
      publisher.disconnect();
      await database.close();
    },
  };
}
