import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { downloadMediaMessage, type WAMessage } from '@whiskeysockets/baileys';
import { describe, expect, vi } from 'vitest';
import type { Simulator } from '../src/index.ts';
import { on, opened, received } from './client.ts';
import { GUEST, GUEST_JID, PNG, SCHOOL, test } from './fixture.ts';

describe('a phone sends', () => {
  test('a text reaches the client, which really decrypts it', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const arriving = received(socket);
    const sent = await simulator.send(GUEST, SCHOOL, 'Saya di gerbang');

    const { key, message, pushName, type } = await arriving;
    expect(key).toMatchObject({ remoteJid: GUEST_JID, remoteJidAlt: `9${GUEST}@lid`, id: sent.id, fromMe: false });
    expect(message?.extendedTextMessage?.text).toBe('Saya di gerbang');
    expect({ pushName, type }).toEqual({ pushName: 'Budi Santoso', type: 'notify' });
  });

  test('an answer uses the session which the question opened', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const available = simulator.phones.get(SCHOOL)?.companions.get(1)?.preKeyCount;
    await socket.sendMessage(GUEST_JID, { text: 'Sudah sampai?' });
    await simulator.waitForMessage(GUEST);
    for (const text of ['Sudah', 'Di lobi']) {
      const arriving = received(socket);
      await simulator.send(GUEST, SCHOOL, text);
      expect((await arriving).message?.extendedTextMessage?.text).toBe(text);
    }

    expect(simulator.phones.get(SCHOOL)?.companions.get(1)?.preKeyCount).toBe(available);
  });

  test('each new session uses up one of the one-time keys of the client', async ({ simulator, clients }) => {
    await simulator.addPhone('628333000003');
    const { socket } = await clients.link();
    const companion = simulator.phones.get(SCHOOL)?.companions.get(1);
    const before = companion?.preKeyCount ?? 0;
    for (const number of [GUEST, '628333000003']) {
      const arriving = received(socket);
      await simulator.send(number, SCHOOL, 'Halo');
      await arriving;
    }

    expect(companion?.preKeyCount).toBe(before - 2);
  });

  test('a client whose one-time keys run out is asked for more', async ({ simulator, clients }) => {
    await clients.link();
    const companion = simulator.phones.get(SCHOOL)?.companions.get(1);
    for (let left = companion?.preKeyCount ?? 0; left > 3; left--) companion?.takeBundle();
    const uploaded = simulator.events.next('preKeys');
    await simulator.send(GUEST, SCHOOL, 'Halo');

    expect((await uploaded).available).toBeGreaterThan(5);
  });

  test('a picture is downloaded and opened by the client', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const arriving = received(socket);
    await simulator.send(GUEST, SCHOOL, { image: PNG, caption: 'Saya', mimetype: 'image/png' });

    const message = await arriving;
    expect(message.message?.imageMessage).toMatchObject({ caption: 'Saya', mimetype: 'image/png' });
    expect(await download(simulator, message)).toEqual(PNG);
  });

  test('it sees when the client has the message, and when it was read there', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const arriving = received(socket);
    const report = simulator.events.next('receipt');
    const sent = await simulator.send(GUEST, SCHOOL, 'Halo');
    expect(await report).toMatchObject({ number: SCHOOL, device: 1, id: sent.id, type: 'inactive' });
    const { key } = await arriving;
    const read = simulator.events.next(
      'status',
      ({ message }) => message.direction === 'out' && message.status === 'read',
    );
    await socket.readMessages([key]);

    expect((await read).number).toBe(GUEST);
    expect(simulator.phones.get(SCHOOL)?.chats.find('in', sent.id)?.status).toBe('read');
  });

  test('what it sends while the client is away arrives when the client is back, once', async ({
    simulator,
    clients,
  }) => {
    const { auth, socket } = await clients.link();
    const away = simulator.events.next('disconnected');
    await socket.end(undefined);
    await away;
    const sent = await simulator.send(GUEST, SCHOOL, 'Ada orang?');

    const back = clients.connect(auth);
    const reported = simulator.events.next('receipt');
    const { message, type } = await received(back, sent.id);
    expect(message?.extendedTextMessage?.text).toBe('Ada orang?');
    expect(type).toBe('append');
    await reported;
    expect(simulator.phones.get(SCHOOL)?.companions.get(1)?.mailbox.stanzas).toEqual([]);
  });

  test('what it sends goes to the socket that replaced a frozen one', async ({ simulator, clients }) => {
    const { auth } = await clients.link();
    simulator.faults.add({ kind: 'freeze', number: SCHOOL });
    const online = simulator.events.next('online');
    const twin = clients.connect(auth.copy());
    await Promise.all([online, opened(twin)]);
    const arriving = received(twin);
    await simulator.send(GUEST, SCHOOL, 'Halo');

    expect((await arriving).type).toBe('notify');
  });

  test('a client that lost the session asks again and gets the message', async ({ simulator, clients }) => {
    vi.spyOn(console, 'error').mockReturnValue();
    const { auth, socket } = await clients.link();
    const old = auth.copy();
    await socket.sendMessage(GUEST_JID, { text: 'Halo' });
    await simulator.waitForMessage(GUEST);
    const away = simulator.events.next('disconnected');
    await socket.end(undefined);
    await away;

    const restored = await clients.open(old, { retryRequestDelayMs: 0 });
    const arriving = received(restored);
    const sent = await simulator.send(GUEST, SCHOOL, 'Masih ingat?');
    const { key, message } = await arriving;
    expect(key.id).toBe(sent.id);
    expect(message?.extendedTextMessage?.text).toBe('Masih ingat?');
  });

  test('a phone known by its LID writes under it', async ({ simulator, clients }) => {
    await simulator.setAddressing(GUEST, 'lid');
    const { socket } = await clients.link();
    const arriving = received(socket);
    await simulator.send(GUEST, SCHOOL, 'Halo');

    expect((await arriving).key).toMatchObject({ remoteJid: `9${GUEST}@lid`, remoteJidAlt: GUEST_JID });
  });

  test('its own linked devices get a copy', async ({ simulator, clients }) => {
    const { socket } = await clients.link(GUEST);
    const copied = on(socket, 'messages.upsert', ({ messages }) => messages.find(({ key }) => key.fromMe));
    const sent = await simulator.send(GUEST, SCHOOL, 'Dari telepon');

    const { key, message } = await copied;
    expect(key).toMatchObject({ id: sent.id, remoteJid: `${SCHOOL}@s.whatsapp.net` });
    expect(message?.extendedTextMessage?.text).toBe('Dari telepon');
  });

  test('two phones write to each other at the same time', async ({ simulator }) => {
    await Promise.all([simulator.send(GUEST, SCHOOL, 'Halo'), simulator.send(SCHOOL, GUEST, 'Halo juga')]);

    expect(
      simulator.phones
        .get(GUEST)
        ?.chats.messages.map(({ text }) => text)
        .sort(),
    ).toEqual(['Halo', 'Halo juga']);
    expect(
      simulator.phones
        .get(SCHOOL)
        ?.chats.messages.map(({ text }) => text)
        .sort(),
    ).toEqual(['Halo', 'Halo juga']);
  });

  test('it cannot write to a number without a phone', async ({ simulator }) => {
    await expect(simulator.send(GUEST, '6289990000000', 'Halo')).rejects.toThrow('not on WhatsApp');
  });
});

/** As the gateway does through NODE_EXTRA_CA_CERTS: the simulator's authority is trusted beside the usual ones. */
async function download(simulator: Simulator, message: WAMessage): Promise<Buffer> {
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, simulator.mediaCa]);
  try {
    return await downloadMediaMessage(message, 'buffer', {});
  } finally {
    setDefaultCACertificates(usual);
  }
}
