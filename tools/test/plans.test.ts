import { createTestDatabase } from '@sowan/db/test';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fillSchool } from '../bench/bench-fill.ts';
import { fullScans } from '../bench/bench-plans.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  await fillSchool(database.url, { appointments: 5000, guests: 500, members: 10 });
});
afterAll(() => database.close());

const ofNumber = "select `id` from `messages` where `recipient` like '+628121000%'";
const ofMember = "select `id` from `members` where `number` like '%0142%' or `name` like '%0142%'";

test('a statement that has lost its index is found reading the whole table', async () => {
  expect(await fullScans(database.url, [ofNumber, ofMember])).toEqual([]);
  await database.db.execute('drop index messages_recipient on messages');
  expect(await fullScans(database.url, [ofNumber, ofMember])).toEqual([
    { statement: ofNumber, table: 'messages', rows: 5000 },
  ]);
});

test('small tables may be read whole', async () => {
  expect(await fullScans(database.url, ["select `id` from `guests` where `email` like '%@bench.example'"])).toEqual([]);
});
