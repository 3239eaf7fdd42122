import { describe, expect } from 'vitest';
import { closeCode, kill, on, received, status } from './client.ts';
import { GUEST, GUEST_JID, PNG, SCHOOL, test } from './fixture.ts';

const [DELIVERED, READ] = [3, 4];

describe('a client sends', () => {
  test('a text reaches the phone decrypted, and the phone of the sender shows it too', async ({
    simulator,
    clients,
  }) => {
    const { socket } = await clients.link();
    await socket.sendMessage(GUEST_JID, { text: 'Selamat pagi' }, { messageId: 'TEXT1' });

    const message = await simulator.waitForMessage(GUEST);
    expect(message).toMatchObject({ id: 'TEXT1', direction: 'in', peer: SCHOOL, kind: 'text', text: 'Selamat pagi' });
    const copy = simulator.phones.get(SCHOOL)?.chats.find('out', 'TEXT1');
    expect(copy).toMatchObject({ peer: GUEST, text: 'Selamat pagi' });
  });

  test('the server acknowledges it', async ({ clients }) => {
    const { socket } = await clients.link();
    const ack = socket.waitForMessage<{ attrs: Record<string, string> }>('ACK1');
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'ACK1' });

    expect((await ack)?.attrs).toMatchObject({ class: 'message', id: 'ACK1', from: GUEST_JID });
  });

  test('a picture is fetched from the media host and opened', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    await socket.sendMessage(GUEST_JID, { image: PNG, caption: 'Pas tamu', mimetype: 'image/png', jpegThumbnail: '' });

    const { kind, text, media } = await simulator.waitForMessage(GUEST);
    expect({ kind, text }).toEqual({ kind: 'image', text: 'Pas tamu' });
    expect(media).toMatchObject({ mimetype: 'image/png', bytes: PNG.length });
    expect(await simulator.file(media?.file ?? '')).toEqual(PNG);
    expect(simulator.counters().media.uploads).toBe(1);
  });

  test('a document keeps its name', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const document = Buffer.from('%PDF-1.7 laporan');
    await socket.sendMessage(GUEST_JID, { document, fileName: 'laporan.pdf', mimetype: 'application/pdf' });

    const { kind, media } = await simulator.waitForMessage(GUEST);
    expect(kind).toBe('document');
    expect(media).toMatchObject({ fileName: 'laporan.pdf', mimetype: 'application/pdf', bytes: document.length });
    expect(await simulator.file(media?.file ?? '')).toEqual(document);
  });

  test('the receipts of the phone reach the client: delivered by itself, read when the owner looks', async ({
    simulator,
    clients,
  }) => {
    const { socket } = await clients.link();
    const delivered = status(socket, 'R1', DELIVERED);
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'R1' });
    await delivered;
    expect(simulator.phones.get(SCHOOL)?.chats.find('out', 'R1')?.status).toBe('delivered');

    const read = status(socket, 'R1', READ);
    await simulator.read(GUEST);
    await read;
    expect(simulator.phones.get(SCHOOL)?.chats.find('out', 'R1')?.status).toBe('read');
  });

  test('several messages read at once come back in one receipt', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const ids = ['M1', 'M2', 'M3'];
    const delivered = ids.map((id) => status(socket, id, DELIVERED));
    for (const id of ids) await socket.sendMessage(GUEST_JID, { text: id }, { messageId: id });
    await Promise.all(delivered);
    const read = Promise.all(ids.map((id) => status(socket, id, READ)));

    expect((await simulator.read(GUEST)).map(({ id }) => id)).toEqual(ids);
    await read;
  });

  test('an id sent twice is shown once and counted', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const repeated = simulator.events.next('repeated');
    for (const text of ['Halo', 'Halo', 'Lain']) {
      const id = text === 'Lain' ? 'OTHER' : 'SAME';
      await socket.sendMessage(GUEST_JID, { text }, { messageId: id });
    }
    await simulator.waitForMessage(GUEST, ({ id }) => id === 'OTHER');

    expect(await repeated).toEqual({ number: GUEST, id: 'SAME', from: SCHOOL });
    expect(simulator.phones.get(GUEST)?.chats.messages.map(({ id }) => id)).toEqual(['SAME', 'OTHER']);
    expect(simulator.counters().phones[GUEST]).toMatchObject({ received: 2, repeated: 1 });
    expect(simulator.counters().phones[SCHOOL]?.repeated ?? 0).toBe(0);
  });

  test('a number without a phone is not on WhatsApp, and what is sent to it arrives nowhere', async ({
    simulator,
    clients,
  }) => {
    const { socket } = await clients.link();
    expect(await socket.onWhatsApp(GUEST, '6289990000000')).toEqual([{ jid: GUEST_JID, exists: true }]);

    const acked = simulator.events.next('ack');
    await socket.sendMessage('6289990000000@s.whatsapp.net', { text: 'Halo' });
    expect((await acked).error).toBeNull();
    expect(simulator.counters().phones).not.toHaveProperty('6289990000000');
  });

  test('a phone that cannot decrypt asks again and gets the message under the same id', async ({
    simulator,
    clients,
  }) => {
    const { socket } = await clients.link();
    simulator.faults.add({ kind: 'undecryptable', to: GUEST, times: 1 });
    const failed = simulator.events.next('undecryptable');
    await socket.sendMessage(GUEST_JID, { text: 'Sekali lagi' }, { messageId: 'RETRY1' });

    expect(await failed).toEqual({ number: GUEST, id: 'RETRY1', from: SCHOOL });
    expect(await simulator.waitForMessage(GUEST)).toMatchObject({ id: 'RETRY1', text: 'Sekali lagi' });
    expect(simulator.counters().phones[GUEST]).toMatchObject({ received: 1, repeated: 0, undecryptable: 1 });
  });

  test('a phone known by its LID reports under it', async ({ simulator, clients }) => {
    await simulator.setAddressing(GUEST, 'lid');
    const { socket } = await clients.link();
    const delivered = status(socket, 'LID1', DELIVERED);
    const reported = on(socket, 'messages.update', ([update]) => update?.key.remoteJid ?? undefined);
    await socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'LID1' });
    await delivered;
    await simulator.read(GUEST);

    expect(await reported).toBe(`9${GUEST}@lid`);
  });

  test('a message to a LID reaches the phone', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    await socket.sendMessage(GUEST_JID, { text: 'Pertama' }, { messageId: 'PN' });
    await socket.sendMessage(`9${GUEST}@lid`, { text: 'Kedua' }, { messageId: 'LID' });

    expect(await simulator.waitForMessage(GUEST, ({ id }) => id === 'LID')).toMatchObject({
      text: 'Kedua',
      peer: SCHOOL,
    });
  });
});

test('a linked device writes to another linked device', async ({ simulator, clients }) => {
  const school = await clients.link(SCHOOL);
  const guest = await clients.link(GUEST);
  const arriving = received(guest.socket);
  await school.socket.sendMessage(GUEST_JID, { text: 'Halo' }, { messageId: 'PEER' });

  expect((await arriving).message?.extendedTextMessage?.text).toBe('Halo');
  expect((await simulator.waitForMessage(GUEST)).id).toBe('PEER');
});

test('a message written just before the client dies still arrives', async ({ simulator, clients }) => {
  const { auth, socket } = await clients.link();
  const warm = simulator.events.next('ack');
  await socket.sendMessage(GUEST_JID, { text: 'Pertama' });
  await warm;
  const closing = closeCode(socket);
  await socket.sendMessage(GUEST_JID, { text: 'Terakhir' }, { messageId: 'LAST' });
  kill(socket);
  await closing;

  expect(await simulator.waitForMessage(GUEST, ({ id }) => id === 'LAST')).toMatchObject({ text: 'Terakhir' });
  const back = clients.connect(auth);
  await status(back, 'LAST', DELIVERED);
});
