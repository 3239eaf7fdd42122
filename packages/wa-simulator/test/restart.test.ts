import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSimulator } from '../src/index.ts';
import { closeCode, connect, opened, received } from './client.ts';
import { GUEST, GUEST_JID, openClients, PNG, SCHOOL, silenceLibsignal } from './fixture.ts';

const phones = [
  { number: SCHOOL, name: 'Sekolah' },
  { number: GUEST, name: 'Budi Santoso' },
];

async function folder(): Promise<string> {
  silenceLibsignal();
  const dir = await mkdtemp(join(tmpdir(), 'wa-simulator-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

test('a restarted simulator knows its phones, linked devices, sessions, chats and files', async () => {
  const dir = await folder();
  const first = await startSimulator({ dir, phones });
  const { clients, end } = openClients(first);
  const { auth, socket } = await clients.link();
  const image = { image: PNG, mimetype: 'image/png', jpegThumbnail: '' };
  await socket.sendMessage(GUEST_JID, image, { messageId: 'BEFORE' });
  await first.waitForMessage(GUEST);
  const closing = closeCode(socket);
  await first.close();
  await closing;
  await end();

  const second = await startSimulator({ dir, socketPort: Number(new URL(first.socketUrl).port) });
  onTestFinished(second.close);
  expect(second.socketUrl).toBe(first.socketUrl);
  expect(second.mediaCa).toBe(first.mediaCa);
  expect([...second.phones.values()].map(({ number, name }) => ({ number, name }))).toEqual(phones);
  const back = connect(second, auth);
  onTestFinished(() => back.end(undefined));
  await opened(back);
  const { media } = await second.waitForMessage(GUEST, ({ id }) => id === 'BEFORE');
  expect(await second.file(media?.file ?? '')).toEqual(PNG);
  const arriving = received(back);
  await second.send(GUEST, SCHOOL, 'Masih tersambung');
  expect((await arriving).message?.extendedTextMessage?.text).toBe('Masih tersambung');
  await back.sendMessage(GUEST_JID, image, { messageId: 'BEFORE' });
  await back.sendMessage(GUEST_JID, { text: 'Sesudah' }, { messageId: 'AFTER' });
  await second.waitForMessage(GUEST, ({ id }) => id === 'AFTER');
  expect(second.counters().phones[GUEST]).toMatchObject({ received: 1, repeated: 1 });
});

test('what was sent while the client was away outlives a restart', async () => {
  const dir = await folder();
  const first = await startSimulator({ dir, phones });
  const { clients, end } = openClients(first);
  const { auth } = await clients.link();
  await end();
  const sent = await first.send(GUEST, SCHOOL, 'Ada orang?');
  await first.close();

  const second = await startSimulator({ dir });
  onTestFinished(second.close);
  const back = connect(second, auth);
  onTestFinished(() => back.end(undefined));
  expect((await received(back, sent.id)).message?.extendedTextMessage?.text).toBe('Ada orang?');
});

test('every file of the state folder is whole, and readable by its owner only', async () => {
  const dir = await folder();
  const simulator = await startSimulator({ dir, phones });
  await Promise.all(Array.from({ length: 20 }, (_, index) => simulator.send(GUEST, SCHOOL, `Pesan ${index}`)));
  await simulator.close();

  expect((await readdir(dir)).sort()).toEqual(['media-ca.pem', 'media-certificate.json', 'phones']);
  const files = await readdir(join(dir, 'phones'));
  expect(files.sort()).toEqual([`${SCHOOL}.json`, `${GUEST}.json`]);
  const { messages } = JSON.parse(await readFile(join(dir, 'phones', `${SCHOOL}.json`), 'utf8')) as {
    messages: unknown[];
  };
  expect(messages).toHaveLength(20);
});
