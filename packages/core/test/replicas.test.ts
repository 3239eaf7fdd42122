import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { createTestDatabase, type TestDatabase } from '@sowan/db/test';
import type { Ctx } from '../src/index.ts';
import {
  announceReplica,
  ensureDefaultSession,
  forgetReplica,
  listWaReplicas,
  releaseLease,
  renewLease,
  takeLease,
} from '../src/whatsapp/index.ts';

let database: TestDatabase;
let ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>;
/** Half an hour behind the database's clock, as that of a neglected machine may be. */
const slowClock = { now: () => new Date(Date.now() - 1_800_000) };

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  ctx = { db: database.db, clock: slowClock, actor: { type: 'system', job: 'test' } };
});
afterAll(() => database.close());

const alive = (id: string, changes = {}) =>
  announceReplica(ctx, { id, host: 'satu', stopping: false, aliveMs: 15_000, ...changes });
const states = async () => (await listWaReplicas(ctx)).map(({ id, state, sessions }) => [id, state, sessions]);

test('gateways are listed with their sessions: up, stopping, down, and not at all after a goodbye', async () => {
  const sessionId = await ensureDefaultSession(ctx);
  await alive('a');
  await alive('b');
  await alive('c', { aliveMs: -1 });
  const lease = await takeLease(ctx, sessionId, 'a');
  expect(await states()).toEqual([
    ['a', 'up', 1],
    ['b', 'up', 0],
    ['c', 'down', 0],
  ]);
  await alive('a', { stopping: true });
  expect(lease && (await renewLease(ctx, lease))).toBe(true);
  if (lease) await releaseLease(ctx, lease);
  await forgetReplica(ctx, 'b');
  expect(await states()).toEqual([
    ['a', 'stopping', 0],
    ['c', 'down', 0],
  ]);
});

test('a gateway that went silent is forgotten after an hour', async () => {
  await alive('old', { aliveMs: -3_600_001 });
  await alive('new');
  const ids = (await listWaReplicas(ctx)).map(({ id }) => id);
  expect(ids).toContain('new');
  expect(ids).not.toContain('old');
});

test('a lease runs by the database’s clock, whatever a gateway’s own says', async () => {
  const sessionId = await ensureDefaultSession(ctx);
  await database.db.update(schema.waSessions).set({ leaseUntil: null }).where(eq(schema.waSessions.id, sessionId));
  const first = await takeLease(ctx, sessionId, 'first', 60_000);
  expect(first).not.toBeNull();
  expect(await takeLease(ctx, sessionId, 'second')).toBeNull();
  if (first) await renewLease(ctx, first, -1);
  const second = await takeLease(ctx, sessionId, 'second');
  expect(second?.epoch).toBe((first?.epoch ?? 0) + 1);
  expect(first && (await renewLease(ctx, first))).toBe(false);
});
