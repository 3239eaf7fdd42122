import { mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { bookAppointment, cancelAppointment } from '@sowan/core/appointments';
import { cancelHeal, listHealRuns, requestHeal, runHeal } from '@sowan/core/images';
import type { Ctx } from '@sowan/core';
import { schema } from '@sowan/db';
import { createTestDatabase, makeUser, type TestDatabase } from '@sowan/db/test';
import { newPassId } from '@sowan/qr';
import type { openContext } from '../src/context.ts';
import { openTestContext } from './worker-context.ts';

let database: TestDatabase;
let folder: string;
let context: ReturnType<typeof openContext>;
let ctx: Ctx;
const never = new AbortController().signal;

beforeEach(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  folder = await mkdtemp(join(tmpdir(), 'sowan-heal-'));
  context = openTestContext(database.url, folder);
  const id = await makeUser(database.db, { role: 'admin' });
  ctx = { ...context.ctx, actor: { type: 'user', id, role: 'admin', name: 'Admin', locale: 'id' } };
});
afterEach(async () => {
  await context.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function addPasses(count: number): Promise<void> {
  const rows = Array.from({ length: count }, () => ({
    code: newPassId(),
    kind: 'guest' as const,
    keySlot: 1,
    createdAt: new Date(),
  }));
  await database.db.insert(schema.passes).values(rows);
}

async function imageFiles(): Promise<string[]> {
  const files = await readdir(join(folder, 'images'), { recursive: true });
  return files.filter((file) => /^[0-9a-f]{2}\/.*\.png$/.test(file)).sort();
}

async function latestRuns() {
  const { items } = await listHealRuns(ctx, { page: 1, pageSize: 1 });
  return items;
}

async function heal(wish: Parameters<typeof requestHeal>[1] = {}) {
  const { runId } = await requestHeal(ctx, wish);
  await runHeal(ctx, context.images, runId, never);
  const [run] = await latestRuns();
  if (!run) throw new Error('no run');
  return run;
}

describe('a run over the stored images', () => {
  test('counts exactly what was wrong, mends it, and finds nothing the second time', async () => {
    await addPasses(200);
    expect((await heal()).counts).toMatchObject({ total: 200, missing: 200, regenerated: 200 });
    const files = await imageFiles();
    const before = await Promise.all(files.map((file) => readFile(join(folder, 'images', file))));
    await Promise.all(files.slice(0, 20).map((file) => unlink(join(folder, 'images', file))));
    await Promise.all(files.slice(20, 30).map((file) => truncate(join(folder, 'images', file), 100)));
    for (const file of files.slice(30, 35)) {
      const bytes = await readFile(join(folder, 'images', file));
      bytes[300] = (bytes[300] ?? 0) ^ 1;
      await writeFile(join(folder, 'images', file), bytes);
    }
    await writeFile(join(folder, 'images', 'stranger.png'), 'x');
    const run = await heal({ deep: true });
    expect(run).toMatchObject({ status: 'done', progress: 1 });
    expect(run.counts).toMatchObject({
      total: 200,
      ok: 165,
      missing: 20,
      truncated: 10,
      corrupt: 5,
      orphans: 1,
      regenerated: 35,
    });
    expect(await imageFiles()).toEqual(files);
    expect(await Promise.all(files.map((file) => readFile(join(folder, 'images', file))))).toEqual(before);
    expect((await heal({ deep: true })).counts).toMatchObject({ ok: 200, regenerated: 0, orphans: 0 });
  });

  test('touches nothing when the database looks emptied, until the admin insists', async () => {
    await addPasses(50);
    await heal();
    await database.db.delete(schema.passes);
    const stopped = await heal();
    expect(stopped).toMatchObject({ status: 'guard', orphanShare: 1 });
    expect(await imageFiles()).toHaveLength(50);
    expect((await heal({ force: true })).counts).toMatchObject({ orphans: 50, quarantined: 50 });
    expect(await imageFiles()).toHaveLength(0);
  });

  test('goes on where it was when its worker is shut down in the middle', async () => {
    await addPasses(300);
    const { runId } = await requestHeal(ctx, {});
    const shutdown = new AbortController();
    const cutOff: Ctx = { ...ctx, events: { publish: () => Promise.resolve(shutdown.abort()) } };
    expect(await runHeal(cutOff, context.images, runId, shutdown.signal)).toMatchObject({ outcome: 'cancelled' });
    expect((await latestRuns())[0]).toMatchObject({ status: 'running' });
    const later: Ctx = { ...ctx, clock: { now: () => new Date(Date.now() + 60_000) } };
    await runHeal(later, context.images, runId, never);
    const [run] = await latestRuns();
    expect(run).toMatchObject({ status: 'done' });
    expect(run?.counts).toMatchObject({ total: 300, missing: 300, regenerated: 300 });
  });

  test('is done by one of two workers that take it at the same time', async () => {
    await addPasses(20);
    const { runId } = await requestHeal(ctx, {});
    const both = await Promise.all([1, 2].map(() => runHeal(ctx, context.images, runId, never)));
    expect(both.filter((report) => report !== null)).toHaveLength(1);
  });

  test('is one, however many ask for it at the same instant', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => requestHeal(ctx, {})));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('can be cancelled, and a second one waits for it', async () => {
    const { runId } = await requestHeal(ctx, {});
    await expect(requestHeal(ctx, {})).rejects.toMatchObject({ reason: 'heal_running' });
    await cancelHeal(ctx, runId);
    await addPasses(300);
    await runHeal(ctx, context.images, runId, never);
    expect((await latestRuns())[0]).toMatchObject({ status: 'cancelled' });
  });
});

test('a revoked pass loses its image', async () => {
  const { id } = await bookAppointment(ctx, {
    guestName: 'Siti',
    guestPhone: '081234567890',
    purpose: 'Rapor',
    scheduledAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await heal();
  const pass = await database.db.query.passes.findFirst({ where: eq(schema.passes.appointmentId, id) });
  const own = (files: string[]) => files.filter((file) => file.includes(pass?.code.toString(16) ?? '?'));
  expect(own(await imageFiles())).toHaveLength(1);
  const removed: string[] = [];
  const jobs: Ctx['jobs'] = {
    ...ctx.jobs,
    enqueue: async (name, payload) => {
      if (name !== 'removeImage') return;
      const { code } = payload as { code: string };
      removed.push(code);
      await context.images.remove(BigInt(code));
    },
  };
  await cancelAppointment({ ...ctx, jobs }, id);
  expect(removed).toEqual([String(pass?.code)]);
  expect(own(await imageFiles())).toHaveLength(0);
});
