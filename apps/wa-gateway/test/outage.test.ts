import { pino } from 'pino';
import { expect } from 'vitest';
import { openLine } from './outage.ts';
import { GUEST, SCHOOL, test } from './school.ts';

test('receipts that come while the database is away are on the ledger when it is back', async ({ school }) => {
  const line = await openLine(school.env['DATABASE_URL'] ?? '');
  const { id: held } = school.simulator.faults.add({ kind: 'hold_receipts' });
  const tryingAgain = Promise.withResolvers<void>();
  const log = pino(
    { level: 'warn' },
    { write: (text) => void (text.includes('receipt read') && tryingAgain.resolve()) },
  );
  await school.startGateway({}, { DATABASE_URL: line.url }, log);
  await school.link();
  const id = await school.write('Halo');
  await school.untilMessage(id, 'sent');
  line.cut();
  school.simulator.faults.clear(held);
  await school.simulator.read(GUEST);
  await tryingAgain.promise;
  expect((await school.message(id)).status).toBe('sent');
  line.mend();
  await school.untilMessage(id, 'read');
});

test('the connection to WhatsApp holds through a short absence of the database, and goes on sending', async ({
  school,
}) => {
  const line = await openLine(school.env['DATABASE_URL'] ?? '');
  await school.startGateway({}, { DATABASE_URL: line.url });
  await school.link();
  await school.untilMessage(await school.write('Sebelum'), 'delivered');
  line.cut();
  const id = await school.write('Sesudah');
  line.mend();
  await school.untilMessage(id, 'delivered');
  expect(school.simulator.counters().devices[`${SCHOOL}:1`]?.logins).toBe(1);
});

test('a gateway that starts while Redis is away links, and sends when Redis is back', async ({ school }) => {
  const line = await openLine(school.env['REDIS_URL'] ?? '');
  const before = await school.startGateway();
  await school.link();
  await before.close();

  line.cut();
  const online = school.simulator.events.next('online');
  await school.startGateway({}, { REDIS_URL: line.url });
  await online;
  line.mend();
  await school.untilMessage(await school.write('Redis kembali'), 'delivered');
});
