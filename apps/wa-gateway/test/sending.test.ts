import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { attachFile, enqueueMessages, newWaMessageId, writeMessage, type Message } from '@sowan/core/messages';
import { schema } from '@sowan/db';
import { renderPng } from '@sowan/qr';
import { GUEST, SCHOOL, test, type School } from './school.ts';

const { waAuth } = schema;
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

test('who is written to twice is issued one privacy token', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await school.untilMessage(await school.write('Satu'), 'delivered');
  await expect.poll(() => school.ctx.db.$count(waAuth, eq(waAuth.type, 'tctoken'))).toBeGreaterThan(0);
  await school.untilMessage(await school.write('Dua'), 'delivered');
  expect(school.simulator.counters().phones[GUEST]).toMatchObject({ received: 2, tokens: 1 });
});

test('a message whose secret has been forgotten fails, and its placeholder is sent to nobody', async ({ school }) => {
  await school.startGateway();
  await school.link();
  const id = await school.write('Kata sandi Anda: {secret}');
  expect(await school.untilMessage(id, 'failed')).toMatchObject({ reason: 'secret_gone' });
  expect(school.simulator.counters().messages.received).toBe(0);
});

describe('a message that WhatsApp refuses', () => {
  for (const [code, reason] of [
    [421, 'whatsapp_refused'],
    [479, 'whatsapp_refused'],
    [500, 'whatsapp_unavailable'],
    [503, 'whatsapp_unavailable'],
    [999, 'whatsapp_refused'],
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

  test('a fifth time fails, so that the next channel takes over', async ({ school }) => {
    school.simulator.faults.add({ kind: 'nack', code: 421 });
    await school.startGateway();
    await school.link();
    const id = await school.write('Halo');
    for (let n = 1; n < 5; n++) {
      await school.until(async () => {
        const row = await school.message(id);
        return row.status === 'queued' && row.attempts === n;
      });
      await school.dueNow(id);
    }
    expect(await school.untilMessage(id, 'failed')).toMatchObject({ reason: 'whatsapp_refused', attempts: 5 });
  });
});

describe('a file goes along', () => {
  const write = async ({ ctx }: School, body: string, file: Parameters<typeof attachFile>[2]) => {
    const now = new Date();
    const message = { channel: 'whatsapp' as const, kind: 'by_hand', recipient: `+${GUEST}`, locale: 'id' as const };
    const row = { ...message, body, waMessageId: newWaMessageId(), createdAt: now };
    const written = await writeMessage(ctx.db, row);
    await attachFile(ctx.db, written.id, file);
    await enqueueMessages(ctx, [written]);
    return written.id;
  };

  test('as a document under its name, even to a phone that has to ask twice', async ({ school }) => {
    const bytes = Buffer.from('%PDF-1.7 surat izin');
    school.simulator.faults.add({ kind: 'undecryptable', times: 1 });
    await school.startGateway();
    await school.link();
    const id = await write(school, 'Surat izin', { name: 'surat/izin.pdf', mime: 'application/pdf', bytes });
    const message = await school.simulator.waitForMessage(GUEST);
    expect(message).toMatchObject({
      kind: 'document',
      text: 'Surat izin',
      media: { fileName: 'surat_izin.pdf', mimetype: 'application/pdf' },
    });
    expect(await school.simulator.file(message.media?.file ?? '')).toEqual(bytes);
    await school.untilMessage(id, 'delivered');
  });

  test('as a picture above its caption', async ({ school }) => {
    const bytes = Buffer.from(renderPng('sowan'));
    await school.startGateway();
    await school.link();
    await write(school, 'Peta', { name: 'peta.png', mime: 'image/png', bytes });
    const message = await school.simulator.waitForMessage(GUEST);
    expect(message).toMatchObject({ kind: 'image', text: 'Peta', media: { mimetype: 'image/png' } });
    expect(await school.simulator.file(message.media?.file ?? '')).toEqual(bytes);
  });
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
