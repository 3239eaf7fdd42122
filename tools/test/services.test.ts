import { createConnection } from 'mysql2/promise';
import { expect, inject, test } from 'vitest';

test('tests get a database server on which they may create databases', async () => {
  const connection = await createConnection(inject('databaseUrl'));
  await connection.query('CREATE DATABASE sowan_probe');
  await connection.query('DROP DATABASE sowan_probe');
  await connection.end();
  expect(inject('redisUrl')).toMatch(/^redis:/);
});
