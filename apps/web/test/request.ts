import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { inject } from 'vitest';
import type {} from '../../../tools/test/services.ts';
import type { Actor } from '@sowan/core';
import { createTestDatabase, makeUser, type TestDatabase } from '@sowan/db/test';
import { generateKeyringSpec } from '@sowan/qr';
import type { Request } from '../src/lib/server/request.ts';
import { createCtx, services, type Services } from '../src/lib/server/services.ts';
import { createCaller } from '../src/lib/server/trpc/router.ts';

export interface TestApp {
  database: TestDatabase;
  shared: Services;
  /** The procedures as this actor would reach them; `address` counts for the throttle. */
  as(actor: Actor, address?: string): ReturnType<typeof createCaller>;
  request(actor: Actor, address?: string): Request;
  user(role: 'admin' | 'host' | 'receptionist', name?: string): Promise<Extract<Actor, { type: 'user' }>>;
  close(): Promise<void>;
}

/** The web app's server side on a database of its own, without HTTP. One per test file: the app opens its services once. */
export async function openTestApp(): Promise<TestApp> {
  const database = await createTestDatabase(inject('databaseUrl'));
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    REDIS_URL: inject('redisUrl'),
    REDIS_NAMESPACE: `test-${randomUUID()}`,
    PUBLIC_URL: 'https://tamu.example.org',
    QR_KEYS: generateKeyringSpec(),
    SETUP_TOKEN: 'a-token-for-tests-only',
    DATA_DIR: tmpdir(),
    LOG_LEVEL: 'silent',
  });
  const shared = await services();
  const request = (actor: Actor, address: string = randomUUID()): Request => ({
    shared,
    actor,
    ctx: createCtx(shared, actor),
    address,
    sessionHash: null,
    guestSession: { read: () => Promise.resolve(null), start: () => Promise.resolve(), end: () => Promise.resolve() },
    startSession: () => Promise.resolve(),
    endSession: () => Promise.resolve(),
  });
  return {
    database,
    shared,
    request,
    as: (actor, address: string = randomUUID()) => createCaller(request(actor, address)),
    async user(role, name = role) {
      return { type: 'user', id: await makeUser(database.db, { role, name }), role, name, locale: 'id' };
    },
    async close() {
      await shared.jobs.close();
      await shared.stream.close();
      await shared.database.close();
      shared.redis.disconnect();
      await database.close();
    },
  };
}
