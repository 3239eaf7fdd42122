import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { inject, vi } from 'vitest';
import { openDatabase, schema } from '@sowan/db';
import { createTestDatabase, makeUser } from '@sowan/db/test';
import { connectRedis, createProducer, type Producer } from '@sowan/jobs';
import { generateKeyringSpec, parseKeyring } from '@sowan/qr';
import { followEvents, redisEvents, type Actor, type Ctx, type DomainEvent, type Role } from '../src/index.ts';

/** On a busy machine things take longer, and none of these tests is about how long. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
export const SOON = { timeout: 20_000 };

export type User = Extract<Actor, { type: 'user' }>;

/** Monday 23 November 2026, 09:00 in Jakarta. */
export const MORNING = new Date('2026-11-23T02:00:00Z');
export const minutes = (n: number) => n * 60_000;
export const hours = (n: number) => minutes(60 * n);
export const days = (n: number) => hours(24 * n);
export const after = (instant: Date, ms: number) => new Date(instant.getTime() + ms);

export interface World {
  ctx: Ctx;
  jobs: Producer;
  redis: Redis;
  redisUrl: string;
  databaseUrl: string;
  namespace: string;
  /** Every event published since the start, in the order of the channel. */
  heard: DomainEvent[];
  /** What verbs logged as a warning. */
  warnings: string[];
  setClock(now: Date): void;
  /** The same world seen by somebody else. */
  as(actor: Actor): Ctx;
  user(role: Role, given?: { name?: string; active?: boolean }): Promise<User>;
  /** A default WhatsApp session, linked; returns its id. */
  linkWhatsapp(): Promise<number>;
  /** The same database through a pool of `connections`. */
  wide(connections: number): Ctx;
  audit(): Promise<(typeof schema.auditLog.$inferSelect)[]>;
  close(): Promise<void>;
}

/** A school of its own: a migrated database, a namespace on Redis, a clock that stands still. */
export async function openWorld(given: { redisUrl?: string } = {}): Promise<World> {
  const redisUrl = given.redisUrl ?? inject('redisUrl');
  const namespace = `test-${randomBytes(5).toString('hex')}`;
  const database = await createTestDatabase(inject('databaseUrl'));
  const connect = () => connectRedis({ url: redisUrl }).on('error', () => undefined);
  const [redis, subscriber] = [connect(), connect()];
  const jobs = createProducer({ url: redisUrl, namespace });
  const stream = await followEvents(subscriber, namespace);
  const heard: DomainEvent[] = [];
  stream.listen((event) => heard.push(event));
  const warnings: string[] = [];
  const pools: { close(): Promise<void> }[] = [];
  let now = MORNING;
  const ctx: Ctx = {
    db: database.db,
    clock: { now: () => now },
    jobs,
    events: redisEvents(redis, namespace),
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: (_detail, message) => void warnings.push(message),
      error: (_detail, message) => void warnings.push(message),
    },
    actor: { type: 'public' },
    pass: { keyring: parseKeyring(generateKeyringSpec()), publicUrl: 'https://tamu.example.sch.id' },
  };
  return {
    ctx,
    jobs,
    redis,
    redisUrl,
    databaseUrl: database.url,
    namespace,
    heard,
    warnings,
    setClock: (instant) => void (now = instant),
    as: (actor) => ({ ...ctx, actor }),
    async user(role, row = {}) {
      const name = row.name ?? `A ${role}`;
      const id = await makeUser(ctx.db, { ...row, name, role });
      return { type: 'user', id, role, name, locale: 'id' };
    },
    async linkWhatsapp() {
      const row = { name: 'utama', isDefault: true, status: 'connected' as const, statusAt: now, createdAt: now };
      const [session] = await ctx.db.insert(schema.waSessions).values(row).$returningId();
      if (!session) throw new Error('the insert returned no id');
      return session.id;
    },
    wide(connections) {
      const pool = openDatabase(database.url, { connections });
      pools.push(pool);
      return { ...ctx, db: pool.db };
    },
    audit: () => ctx.db.query.auditLog.findMany({ orderBy: schema.auditLog.id }),
    async close() {
      await stream.close();
      await jobs.close();
      const keys = await redis.keys(`*${namespace}*`);
      if (keys.length > 0) await redis.del(keys);
      redis.disconnect();
      await Promise.all(pools.map((pool) => pool.close()));
      await database.close();
    },
  };
}
