import { expect, inject } from 'vitest';
import { sweepOutbox } from '@sowan/core/messages';
import { whatsappQueue } from '@sowan/jobs';
import type { ChatMessage } from '@sowan/wa-simulator';
import { withGateway } from './gateway-process.ts';
import { GUEST, SCHOOL, test as atSchool, type School } from './school.ts';

/** A Redis database of its own, so that it can be wiped under the gateway. */
const test = atSchool.extend({ redisUrl: new URL('/15', inject('redisUrl')).href });

const inbox = ({ simulator }: School): readonly ChatMessage[] => simulator.phones.get(GUEST)?.chats.messages ?? [];

test('a gateway killed between write and ack sends again under the same id, and the guest sees one message', async ({
  school,
}) => {
  const { simulator } = school;
  let id = 0;
  simulator.faults.add({ kind: 'no_ack', times: 1 });
  const { id: held } = simulator.faults.add({ kind: 'hold_receipts' });
  await withGateway(school, {}, async (gateway) => {
    await school.link();
    id = await school.write('Sekali saja');
    await simulator.waitForMessage(GUEST);
    await gateway.kill('SIGKILL');
  });
  expect((await school.message(id)).status).toBe('sending');

  const repeated = simulator.events.next('repeated');
  await school.expireLease();
  await withGateway(school, {}, async () => {
    const row = await school.message(id);
    expect((await repeated).id).toBe(row.waMessageId);
    await school.untilMessage(id, 'sent');
    simulator.faults.clear(held);
    await school.untilMessage(id, 'delivered');
    await simulator.read(GUEST);
    await school.untilMessage(id, 'read');
  });
  expect(inbox(school).map(({ text }) => text)).toEqual(['Sekali saja']);
  expect(simulator.counters().phones[GUEST]).toMatchObject({ received: 1, repeated: 1 });
});

test('ten messages wait while Redis is wiped under the running gateway, and arrive once each', async ({ school }) => {
  await school.startGateway({}, { WA_PACE_MS_MIN: '150', WA_PACE_MS_MAX: '150' });
  await school.link();
  const texts = Array.from({ length: 10 }, (_, n) => `Pesan ${n}`);
  const ids: number[] = [];
  for (const text of texts) ids.push(await school.write(text));
  await school.simulator.waitForMessage(GUEST);
  await school.redis.flushdb();
  expect(await school.jobs.depth(whatsappQueue(school.sessionId))).toBe(0);
  await sweepOutbox(school.ctx);
  for (const id of ids) await school.untilMessage(id, 'delivered');
  expect(
    inbox(school)
      .map(({ text }) => text)
      .toSorted(),
  ).toEqual(texts);
  expect(school.simulator.counters().phones[GUEST]).toMatchObject({ received: 10, repeated: 0 });
});

test('ten messages wait while no gateway runs and Redis is wiped, and arrive once each', async ({ school }) => {
  const before = await school.startGateway();
  await school.link();
  await before.close();
  const texts = Array.from({ length: 10 }, (_, n) => `Pesan ${n}`);
  const ids: number[] = [];
  for (const text of texts) ids.push(await school.write(text));
  await school.redis.flushdb();
  await school.startGateway();
  for (const id of ids) await school.untilMessage(id, 'delivered');
  expect(inbox(school).map(({ text }) => text)).toEqual(texts);
});

test('a gateway told to stop returns what it can’t finish, gives its lease back and exits with 0', async ({
  school,
}) => {
  await withGateway(school, {}, async (gateway) => {
    await school.link();
    school.simulator.faults.add({ kind: 'no_ack' });
    school.simulator.faults.add({ kind: 'hold_receipts' });
    const id = await school.write('Setengah jalan');
    await school.simulator.waitForMessage(GUEST);
    expect(await gateway.kill('SIGTERM')).toBe(0);
    expect(await school.message(id)).toMatchObject({ status: 'queued', reason: 'interrupted' });
  });
  expect(await school.session()).toMatchObject({ owner: null, leaseUntil: null, status: 'disconnected' });
  school.simulator.faults.clear();
  await school.startGateway();
  await school.until(() => inbox(school).length === 1);
  expect(school.simulator.counters().devices[`${SCHOOL}:1`]).toMatchObject({ maxLive: 1 });
});
