import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTransaction, isDuplicateKey, migrate, schema } from '../src/index.ts';
import { createTestDatabase, makeAppointment, makeGuest, makeUser, type TestDatabase } from '../src/test/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
});
afterAll(() => database.close());

describe('migrations', () => {
  test('several processes may migrate at the same time', async () => {
    await database.db.execute(sql`drop table if exists __drizzle_migrations`);
    const [tables] = await database.db.execute(sql`show tables`);
    for (const row of tables as unknown as Record<string, string>[]) {
      await database.db.execute(sql`set foreign_key_checks = 0`);
      await inTransaction(database.db, async (tx) => {
        await tx.execute(sql`set foreign_key_checks = 0`);
        await tx.execute(sql`drop table ${sql.identifier(String(Object.values(row)[0]))}`);
        await tx.execute(sql`set foreign_key_checks = 1`);
      });
    }
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    const [rows] = await database.db.execute(sql`select count(*) as n from __drizzle_migrations`);
    expect(Number((rows as unknown as { n: number }[])[0]?.n)).toBeGreaterThan(0);
    await makeUser(database.db);
  });
});

describe('columns', () => {
  test('a pass code keeps all its 64 bits', async () => {
    const code = 0xffff_ffff_ffff_fffen;
    await database.db.insert(schema.passes).values({ code, kind: 'guest', keySlot: 1, createdAt: new Date() });
    const pass = await database.db.query.passes.findFirst({ where: eq(schema.passes.code, code) });
    expect(pass?.code).toBe(code);
  });

  test('instants keep milliseconds and are UTC whatever the zone of the process', async () => {
    const scheduledAt = new Date('2026-12-31T17:30:00.123Z');
    const id = await makeAppointment(database.db, { scheduledAt });
    const [rows] = await database.db.execute(
      sql`select cast(scheduled_at as char) as t from appointments where id = ${id}`,
    );
    expect((rows as unknown as { t: string }[])[0]?.t).toBe('2026-12-31 17:30:00.123');
    const row = await database.db.query.appointments.findFirst({ where: eq(schema.appointments.id, id) });
    expect(row?.scheduledAt).toEqual(scheduledAt);
  });

  test('JSON values come back as values', async () => {
    const userId = await makeUser(database.db);
    const data = { guest: 'Siti', list: [1, 'two'] };
    await database.db.insert(schema.notifications).values({ userId, kind: 'arrival', data, createdAt: new Date() });
    const row = await database.db.query.notifications.findFirst({ where: eq(schema.notifications.userId, userId) });
    expect(row?.data).toEqual(data);
  });

  test('a JSON value that is a text comes back as that text', async () => {
    const texts = { name: 'SMA Negeri 3', number: '42', quoted: '"now"' };
    for (const [name, value] of Object.entries(texts)) {
      await database.db.insert(schema.settings).values({ name, value, updatedAt: new Date() });
    }
    const rows = await database.db.query.settings.findMany();
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual(texts);
  });
});

describe('rules the tables keep by themselves', () => {
  test('two guests cannot share a phone number', async () => {
    await makeGuest(database.db, { phone: '+628111111111' });
    const error = await makeGuest(database.db, { phone: '+628111111111' }).catch((e: unknown) => e);
    expect(isDuplicateKey(error)).toBe(true);
  });

  test('one appointment has one admission', async () => {
    const appointmentId = await makeAppointment(database.db);
    const admit = () =>
      database.db.insert(schema.checkIns).values({
        appointmentId,
        admission: appointmentId,
        outcome: 'admitted',
        method: 'camera',
        desk: 'A',
        scannedAt: new Date(),
      });
    await admit();
    expect(isDuplicateKey(await admit().catch((e: unknown) => e))).toBe(true);
  });
});

test('a transaction that lost a deadlock is run again', async () => {
  const [a, b] = [await makeGuest(database.db), await makeGuest(database.db)];
  const touch = async (
    first: number,
    second: number,
    tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
    meet: () => Promise<void>,
  ) => {
    await tx.update(schema.guests).set({ name: 'x' }).where(eq(schema.guests.id, first));
    await meet();
    await tx.update(schema.guests).set({ name: 'y' }).where(eq(schema.guests.id, second));
  };
  const { promise: bothHold, resolve } = Promise.withResolvers<void>();
  let holding = 0;
  const meet = async () => {
    if (++holding === 2) resolve();
    if (holding <= 2) await bothHold;
  };
  await Promise.all([
    inTransaction(database.db, (tx) => touch(a, b, tx, meet)),
    inTransaction(database.db, (tx) => touch(b, a, tx, meet)),
  ]);
  expect(holding).toBe(3);
});

test('no statement waits longer than five seconds for a lock', async () => {
  const [rows] = await database.db.execute(sql`select @@innodb_lock_wait_timeout as s`);
  expect((rows as unknown as { s: number }[])[0]?.s).toBe(5);
});
