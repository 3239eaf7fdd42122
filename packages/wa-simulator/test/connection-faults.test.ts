import { describe, expect } from 'vitest';
import type { FaultInput } from '../src/index.ts';
import { Auth, closeCode, opened, qrOf } from './client.ts';
import { GUEST, GUEST_JID, SCHOOL, test } from './fixture.ts';

describe('a connection ends', () => {
  const ends: [FaultInput['kind'], number][] = [
    ['drop', 428],
    ['end', 428],
    ['replaced', 440],
    ['logged_out', 401],
    ['restart', 515],
    ['unavailable', 503],
    ['bad_session', 500],
    ['mismatch', 411],
  ];
  for (const [kind, code] of ends) {
    test(`${kind} closes a linked client with ${code}`, async ({ simulator, clients }) => {
      const { socket } = await clients.link();
      const closing = closeCode(socket);
      simulator.faults.add({ kind, number: SCHOOL } as FaultInput);

      expect(await closing).toBe(code);
      expect(simulator.faults.list()).toEqual([]);
    });
  }

  for (const code of [402, 403, 405, 406, 503]) {
    test(`a failure ${code} closes a linked client, and refuses it until cleared`, async ({ simulator, clients }) => {
      const { auth, socket } = await clients.link();
      const closing = closeCode(socket);
      simulator.faults.add({ kind: 'failure', code, number: SCHOOL });

      expect(await closing).toBe(code);
      expect(await closeCode(clients.connect(auth))).toBe(code);
      simulator.faults.clear();
      await clients.open(auth);
    });
  }

  test('an unlinked client is refused as well', async ({ simulator, clients }) => {
    simulator.faults.add({ kind: 'failure', code: 405, times: 1 });

    expect(await closeCode(clients.connect())).toBe(405);
    expect(await qrOf(clients.connect())).toContain('2@');
  });

  test('an unlinked client can be dropped while it shows its code', async ({ simulator, clients }) => {
    const unlinked = clients.connect();
    const qr = await qrOf(unlinked);
    const closing = closeCode(unlinked);
    simulator.faults.add({ kind: 'drop' });

    expect(await closing).toBe(428);
    await expect(simulator.scan(SCHOOL, qr)).rejects.toThrow('no longer valid');
  });

  test('a refused upgrade leaves the client without any close, as with WhatsApp', async ({ simulator, clients }) => {
    simulator.faults.add({ kind: 'refuse_upgrade', times: 1 });
    const socket = clients.connect();
    const answer = await new Promise<number | undefined>((resolve) => {
      socket.ws.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    });

    expect(answer).toBe(405);
    expect(simulator.counters().sockets).toEqual({ opened: 0, live: 0, refused: 1 });
    expect(await qrOf(clients.connect())).toContain('2@');
  });

  test(
    'a frozen server is noticed by the client, and goes on when thawed',
    { timeout: 15_000 },
    async ({ simulator, clients }) => {
      const { auth, socket } = await clients.link(SCHOOL, { keepAliveIntervalMs: 100 });
      const { id } = simulator.faults.add({ kind: 'freeze', number: SCHOOL });

      expect(await closeCode(socket)).toBe(408);
      simulator.faults.clear(id);
      await clients.open(auth);
    },
  );

  test('what is said to a frozen server is heard after it thaws', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    await socket.sendMessage(GUEST_JID, { text: 'Sebelum' });
    await simulator.waitForMessage(GUEST);
    const { id } = simulator.faults.add({ kind: 'freeze', number: SCHOOL });
    const acked = simulator.events.next('ack', (ack) => ack.id === 'COLD');
    await socket.sendMessage(GUEST_JID, { text: 'Beku' }, { messageId: 'COLD' });
    expect(simulator.counters().messages.received).toBe(1);
    simulator.faults.clear(id);

    expect((await acked).error).toBeNull();
  });

  test('a fault for one number leaves the others alone', async ({ simulator, clients }) => {
    const school = await clients.link(SCHOOL);
    const guest = await clients.link(GUEST);
    const closing = closeCode(school.socket);
    simulator.faults.add({ kind: 'drop', number: SCHOOL });
    await closing;

    expect(guest.socket.ws.isOpen).toBe(true);
    await guest.socket.sendMessage(`${SCHOOL}@s.whatsapp.net`, { text: 'Masih di sini' });
    await simulator.waitForMessage(SCHOOL);
  });
});

test('closing gives back every socket and every waiter', async ({ simulator, clients }) => {
  const { socket } = await clients.link();
  const closing = closeCode(socket);
  const waiting = expect(simulator.waitForMessage(GUEST)).rejects.toThrow('closed');
  await simulator.close();

  expect(await closing).toBe(428);
  await waiting;
  await expect(fetch(`${simulator.controlUrl}/phones`)).rejects.toThrow();
});

test('a wave of reconnects leaves no socket behind', async ({ simulator, clients }) => {
  const { auth } = await clients.link();
  for (let round = 0; round < 20; round++) {
    const socket = clients.connect(auth);
    await opened(socket);
    await socket.end(undefined);
  }
  expect(await qrOf(clients.connect(new Auth()))).toContain('2@');

  expect(simulator.counters().devices[`${SCHOOL}:1`]).toMatchObject({ live: 0 });
  expect(simulator.counters().sockets.live).toBe(1);
});
