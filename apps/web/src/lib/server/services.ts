import { join } from 'node:path';
import { pino } from 'pino';
import { followEvents, loggedError, redisEvents, systemClock, type Actor, type Ctx } from '@sowan/core';
import { openDatabase } from '@sowan/db';
import { parseBackupKeys } from '@sowan/db/backup';
import { connectRedis, createProducer } from '@sowan/jobs';
import { createImageStore, folderDriver, parseKeyring, s3Driver } from '@sowan/qr';
import { env } from './env.ts';

/** What the process opens once and every request shares. */
async function open() {
  const config = env();
  const redis = { url: config.REDIS_URL, namespace: config.REDIS_NAMESPACE };
  const log = pino({ name: 'web', level: config.LOG_LEVEL, serializers: { err: loggedError } });
  const publisher = connectRedis(redis);
  publisher.on('error', (error) => log.warn({ err: error }, 'redis'));
  const subscriber = connectRedis(redis);
  subscriber.on('error', (error) => log.warn({ err: error }, 'redis'));
  const pass = {
    keyring: parseKeyring(config.QR_KEYS),
    publicUrl: config.PUBLIC_URL,
    ...(config.LEGACY_QR_SECRET ? { legacySecret: config.LEGACY_QR_SECRET } : {}),
  };
  return {
    log,
    pass,
    redis: publisher,
    database: openDatabase(config.DATABASE_URL),
    jobs: createProducer(redis),
    events: redisEvents(publisher, config.REDIS_NAMESPACE),
    stream: await followEvents(subscriber, config.REDIS_NAMESPACE),
    backups: {
      folder: config.BACKUP_DIR ?? join(config.DATA_DIR, 'backups'),
      databaseUrl: config.DATABASE_URL,
      proofUrl: config.BACKUP_PROOF_URL,
      keys: parseBackupKeys(config.BACKUP_KEY),
    },
    images: createImageStore({
      driver: config.IMAGES_URL ? s3Driver(config.IMAGES_URL) : folderDriver(join(config.DATA_DIR, 'images')),
    }),
  };
}

export type Services = Awaited<ReturnType<typeof open>>;

let opened: Promise<Services> | undefined;

/** The shared services, opened at the first call. */
export function services(): Promise<Services> {
  opened ??= open();
  return opened;
}

/** Context of one request's verbs. */
export function createCtx(shared: Services, actor: Actor): Ctx {
  const { database, jobs, events, log, pass } = shared;
  return { db: database.db, clock: systemClock, jobs, events, log, actor, pass };
}
