import { describe, expect } from 'vitest';
import type { FaultInput } from '../src/index.ts';
import { closeCode, kill, status } from './client.ts';
import { GUEST, GUEST_JID, SCHOOL, test } from './fixture.ts';

const [REFUSED, DELIVERED, READ] = [0, 3, 4];

describe('a message is', () => {
  for (const code of [421, 429, 463, 475, 479]) {
    test(`refused with ${code}, and not delivered`, async ({ simulator, clients }) => {
      const { socket } = await clients.link();
      simulator.faults.add({ kind: 'nack', code, number: SCHOOL, times: 1 });
      const refused = status(socket, 'NACK', REFUSED);
      const ack = socket.waitForMessage<{ attrs: Record<string, string> }>('NACK');
      await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'NACK' });
      expect((await ack)?.attrs.error).toBe(String(code));
      await refused;

      const acked = simulator.events.next('ack');
      await socket.sendMessage(GUEST_JID, { text: 'Lagi' }, { messageId: 'NEXT' });
      await acked;
      expect(await simulator.waitForMessage(GUEST)).toMatchObject({ id: 'NEXT' });
      expect(simulator.counters().messages).toMatchObject({ received: 2, nacked: 1, acked: 1 });
    });
  }

  test('refused only when it goes to the number in question', async ({ simulator, clients }) => {
    await simulator.addPhone('628333000003');
    simulator.faults.add({ kind: 'nack', code: 463, to: GUEST });
    const { socket } = await clients.link();
    const refused = status(socket, 'A', REFUSED);
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'A' });
    await refused;
    await socket.sendMessage('628333000003@s.whatsapp.net', { text: 'Halo' }, { messageId: 'B' });

    expect(await simulator.waitForMessage('628333000003')).toMatchObject({ id: 'B' });
  });

  test('delivered without an ack; the client that dies and repeats it is answered, the phone shows it once', async ({
    simulator,
    clients,
  }) => {
    const { auth, socket } = await clients.link();
    simulator.faults.add({ kind: 'no_ack', times: 1 });
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'TWICE' });
    await simulator.waitForMessage(GUEST);
    const closing = closeCode(socket);
    kill(socket);
    await closing;

    const back = await clients.open(auth);
    const acked = simulator.events.next('ack');
    const repeated = simulator.events.next('repeated');
    await back.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'TWICE' });
    expect(await acked).toMatchObject({ id: 'TWICE', error: null });
    await repeated;
    expect(simulator.phones.get(GUEST)?.chats.messages).toHaveLength(1);
    expect(simulator.counters().messages).toMatchObject({ received: 2, acked: 1, unacked: 1 });
  });

  test('acknowledged late, when the fault is cleared', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    simulator.faults.add({ kind: 'hold_ack' });
    simulator.faults.add({ kind: 'hold_receipts' });
    const ack = socket.waitForMessage('LATE');
    const delivered = status(socket, 'LATE', DELIVERED);
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'LATE' });
    await simulator.waitForMessage(GUEST);
    expect(simulator.counters().messages.acked).toBe(0);
    simulator.faults.clear();

    expect(await ack).toMatchObject({ attrs: { class: 'message', id: 'LATE' } });
    await delivered;
  });

  test('lost: nothing arrives and nothing is answered', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    simulator.faults.add({ kind: 'lose_message', times: 1 });
    for (const id of ['LOST', 'KEPT']) await socket.sendMessage(GUEST_JID, { text: id }, { messageId: id });

    expect(await simulator.waitForMessage(GUEST)).toMatchObject({ id: 'KEPT' });
    expect(simulator.counters().messages).toMatchObject({ received: 2, lost: 1 });
  });

  test('reported late: a client that was away meanwhile still learns of it', async ({ simulator, clients }) => {
    const { auth, socket } = await clients.link();
    simulator.faults.add({ kind: 'hold_receipts', number: GUEST });
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'HOURS' });
    await simulator.waitForMessage(GUEST);
    const away = simulator.events.next('disconnected');
    await socket.end(undefined);
    await away;
    simulator.faults.clear();

    await status(clients.connect(auth), 'HOURS', DELIVERED);
  });

  test('reported as read without ever having been reported as delivered', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    simulator.faults.add({ kind: 'no_delivery_receipts', number: GUEST });
    const told: unknown[] = [];
    socket.ev.on('messages.update', (updates) => told.push(...updates.map(({ update }) => update.status)));
    const read = status(socket, 'BLUE', READ);
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'BLUE' });
    await simulator.waitForMessage(GUEST);
    await simulator.read(GUEST);
    await read;

    expect(told).not.toContain(DELIVERED);
  });
});

test('a number said to be unregistered is not on WhatsApp until the fault is cleared', async ({
  simulator,
  clients,
}) => {
  const { socket } = await clients.link();
  simulator.faults.add({ kind: 'unregistered', number: GUEST });
  expect(await socket.onWhatsApp(GUEST)).toEqual([]);
  simulator.faults.clear();

  expect(await socket.onWhatsApp(GUEST)).toEqual([{ jid: GUEST_JID, exists: true }]);
});

test('a malformed fault is refused with the reason', ({ simulator }) => {
  expect(() => simulator.faults.add({ kind: 'nack' } as FaultInput)).toThrow(/code/);
  expect(() => simulator.faults.add({ kind: 'drop', number: '0811' })).toThrow(/country code/);
});
