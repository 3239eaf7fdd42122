import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { followEvents, redisEvents, systemClock, type Ctx } from '@sowan/core';
import { ensureDefaultSession } from '@sowan/core/whatsapp';
import { openDatabase } from '@sowan/db';
import { connectQueue, connectRedis, createProducer, whatsappQueue, within } from '@sowan/jobs';
import { parseKeyring } from '@sowan/qr';
import type { Env } from './env.ts';
import { Metrics } from './health/metrics.ts';
import { serveHealth } from './health/server.ts';
import { parseAuthKeyring } from './seal.ts';
import { SOCKET_DEFAULTS, type SocketOptions } from './session/socket.ts';
import { Supervisor } from './session/supervisor.ts';

/** Figures are asked for every few seconds: those that Redis does not give soon are left out. */
const SCRAPE_PATIENCE_MS = 1000;

export interface Tuning {
  socket?: Partial<SocketOptions>;
  answerMs?: number;
  firstQrMs?: number;
  random?: () => number;
}

export interface Gateway {
  /** Where `/healthz`, `/readyz` and `/metrics` are. */
  healthUrl: string;
  /** Ends every session in order: messages under way finish or go back to the queue, leases are given back. Safe to call twice. */
  close(): Promise<void>;
}

/** Wires a gateway together and starts it; resolves when it has seen every session. */
export async function startGateway(env: Env, log: Logger, tuning: Tuning = {}): Promise<Gateway> {
  const redis = { url: env.REDIS_URL, namespace: env.REDIS_NAMESPACE };
  const authKeyring = parseAuthKeyring(env.WA_AUTH_KEY);
  const passKeyring = parseKeyring(env.QR_KEYS);
  const database = openDatabase(env.DATABASE_URL);
  const jobs = createProducer(redis);
  const publisher = connectRedis(redis);
  const subscriber = connectRedis(redis);
  const queue = connectQueue(redis);
  for (const connection of [publisher, subscriber]) {
    connection.on('error', (error) => log.warn({ err: error }, 'redis'));
  }
  const ctx: Ctx = {
    db: database.db,
    clock: systemClock,
    jobs,
    events: redisEvents(publisher, redis.namespace),
    log,
    actor: { type: 'system', job: 'wa-gateway' },
    pass: { keyring: passKeyring, publicUrl: env.PUBLIC_URL },
  };
  const metrics = new Metrics();
  const supervisor = new Supervisor({
    metrics,
    ctx,
    log,
    host: hostname(),
    leaseMs: env.WA_LEASE_MS,
    owner: `${hostname().slice(0, 40)}-${process.pid}-${randomBytes(4).toString('hex')}`,
    redis: { ...redis, connection: publisher, queue },
    keyring: authKeyring,
    socket: { ...SOCKET_DEFAULTS, url: env.WA_SOCKET_URL, version: env.WA_CLIENT_VERSION, ...tuning.socket },
    pace: {
      ...(env.WA_PACE_MS_MIN === undefined ? {} : { minMs: env.WA_PACE_MS_MIN }),
      ...(env.WA_PACE_MS_MAX === undefined ? {} : { maxMs: env.WA_PACE_MS_MAX }),
    },
    answerMs: tuning.answerMs ?? 20_000,
    firstQrMs: tuning.firstQrMs ?? 30_000,
    random: tuning.random ?? Math.random,
  });
  // Without Redis there are no nudges, and the sessions are looked at every few seconds all the same.
  const follow = async () => {
    const stream = await followEvents(subscriber, redis.namespace);
    stream.listen((event) => {
      if (event.type === 'wa_nudge') void supervisor.reconcile();
    });
  };
  follow().catch((error: unknown) => log.warn({ err: error }, 'nudges not heard'));
  metrics.watch({
    sessions: () => supervisor.states(),
    queueDepth: (sessionId) => within(SCRAPE_PATIENCE_MS, jobs.depth(whatsappQueue(sessionId))),
  });
  const health = await serveHealth({
    host: env.GATEWAY_HOST,
    port: env.GATEWAY_PORT,
    log,
    registry: metrics.registry,
    readiness: async () => ({
      ...supervisor.readiness(),
      redis: await publisher.ping().then(
        () => true,
        () => false,
      ),
    }),
  });
  await ensureDefaultSession(ctx);
  await supervisor.start();
  let closing: Promise<void> | undefined;
  const close = async () => {
    await supervisor.stop();
    await health.close();
    subscriber.disconnect();
    publisher.disconnect();
    queue.disconnect();
    await jobs.close();
    await database.close();
  };
  return { healthUrl: health.url, close: () => (closing ??= close()) };
}
