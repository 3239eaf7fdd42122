import { describe, expect } from 'vitest';
import type { Message } from '@sowan/core/messages';
import { GUEST, SCHOOL, test, type School } from './school.ts';

const STRANGER = '6281299999999';

/** Waits until an attempt has ended with the message back in the queue, for this reason. */
const untilQueuedFor = (school: School, id: number, reason: string): Promise<Message> =>
  school.until(async () => {
    const row = await school.message(id);
    return row.status === 'queued' && row.reason === reason && row;
  });

test('while WhatsApp is not linked a message waits; linking sends it', async ({ school }) => {
  await school.startGateway();
  const id = await school.write('Sabar');
  expect(await school.message(id)).toMatchObject({ status: 'queued', attempts: 0 });
  await school.link();
  await school.untilMessage(id, 'delivered');
});

test('a number that is not on WhatsApp fails at once, and nothing is sent to it', async ({ school }) => {
  await school.startGateway();
  await school.link();
  const id = await school.write('Halo?', STRANGER);
  expect(await school.untilMessage(id, 'failed')).toMatchObject({ reason: 'not_on_whatsapp' });
  expect(school.simulator.counters().messages.received).toBe(0);
});

describe('a message that WhatsApp refuses', () => {
  for (const [code, reason] of [
    [421, 'whatsapp_refused'],
    [429, 'whatsapp_rate_limited'],
    [479, 'whatsapp_refused'],
  ] as const) {
    test(`with ${code} is tried again later`, async ({ school }) => {
      school.simulator.faults.add({ kind: 'nack', code, times: 1 });
      await school.startGateway();
      await school.link();
      const id = await school.write('Halo');
      const row = await untilQueuedFor(school, id, reason);
      expect(row.notBefore?.getTime()).toBeGreaterThan(Date.now());
    });
  }

  for (const code of [403, 463, 475] as const) {
    test(`with ${code} fails, so that the next channel takes over`, async ({ school }) => {
      school.simulator.faults.add({ kind: 'nack', code });
      await school.startGateway();
      await school.link();
      const id = await school.write('Halo');
      await school.untilMessage(id, 'failed');
      expect(school.simulator.counters().messages.received).toBe(1);
    });
  }
});

test('a message without an ack is sent again under the same id', async ({ school }) => {
  school.simulator.faults.add({ kind: 'no_ack', times: 1 });
  school.simulator.faults.add({ kind: 'hold_receipts' });
  await school.startGateway({ answerMs: 300 });
  await school.link();
  const id = await school.write('Halo');
  const row = await untilQueuedFor(school, id, 'no_ack');
  const repeated = school.simulator.events.next('repeated');
  await school.dueNow(id);
  expect((await repeated).id).toBe(row.waMessageId);
  await school.untilMessage(id, 'sent');
  expect(school.simulator.counters().phones[GUEST]).toMatchObject({ received: 1, repeated: 1 });
});

test('a connection that breaks before the ack puts the message back, and the next one sends it', async ({ school }) => {
  school.simulator.faults.add({ kind: 'no_ack', times: 1 });
  school.simulator.faults.add({ kind: 'hold_receipts' });
  await school.startGateway();
  await school.link();
  const id = await school.write('Halo');
  await school.simulator.waitForMessage(GUEST);
  school.simulator.faults.add({ kind: 'drop', number: SCHOOL });
  await school.untilMessage(id, 'sent');
  expect(await school.message(id)).toMatchObject({ attempts: 2 });
});

test('a phone that can’t read a message gets it again, even from a gateway that was restarted', async ({ school }) => {
  const before = await school.startGateway();
  await school.link();
  await school.simulator.setAddressing(GUEST, 'lid');
  school.simulator.faults.add({ kind: 'undecryptable', times: 1 });
  const unread = school.simulator.events.next('undecryptable');
  const { body, id } = await school.book();
  await unread;
  await before.close();
  await school.startGateway();
  expect(await school.simulator.waitForMessage(GUEST)).toMatchObject({ kind: 'image', text: body });
  await school.untilMessage(id, 'delivered');
});

test('receipts that come from a LID, merged, or while no gateway runs still reach the ledger', async ({ school }) => {
  const { simulator } = school;
  await simulator.setAddressing(GUEST, 'lid');
  simulator.faults.add({ kind: 'no_delivery_receipts' });
  const before = await school.startGateway();
  await school.link();
  const ids = [await school.write('Satu'), await school.write('Dua')];
  for (const id of ids) await school.untilMessage(id, 'sent');
  await before.close();
  await simulator.read(GUEST);
  await school.startGateway();
  for (const id of ids) {
    const row = await school.untilMessage(id, 'read');
    expect(row.deliveredAt).not.toBeNull();
  }
});
