import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSimulator, type Simulator } from '../src/index.ts';
import { Auth, closeCode, connect, link, on, opened, qrOf, status } from './client.ts';

const SCHOOL = '628111000001';
const GUEST = '628222000002';
let simulator: Simulator;

beforeEach(async () => {
  for (const print of ['info', 'warn', 'error'] as const) vi.spyOn(console, print).mockReturnValue();
  simulator = await startSimulator({
    phones: [
      { number: SCHOOL, name: 'Sekolah' },
      { number: GUEST, name: 'Budi' },
    ],
  });
});
afterEach(async () => {
  await simulator.close();
  vi.restoreAllMocks();
});

test('all', async () => {
  const t0 = performance.now();
  const log = (...a: unknown[]) => console.log(Math.round(performance.now() - t0), ...a);
  const { auth, socket } = await link(simulator, SCHOOL);
  log('open', auth.creds.me);
  const delivered = status(socket, 'ID1', 3);
  await socket.sendMessage(`${GUEST}@s.whatsapp.net`, { text: 'Halo' }, { messageId: 'ID1' });
  log(await simulator.waitForMessage(GUEST));
  await delivered;
  log('delivered');
  const rd = status(socket, 'ID1', 4);
  await simulator.read(GUEST);
  await rd;
  log('read');
  const img = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await socket.sendMessage(`${GUEST}@s.whatsapp.net`, { image: img, caption: 'pic', jpegThumbnail: '' });
  const m = await simulator.waitForMessage(GUEST, (x) => x.kind === 'image');
  log(m);
  expect(await simulator.file(m.media!.file)).toEqual(img);
  const got = on(socket, 'messages.upsert', ({ messages, type }) => messages[0] && { type, m: messages[0] });
  await simulator.send(GUEST, SCHOOL, 'Halo sekolah');
  log(JSON.stringify(await got));
  log(simulator.counters());
  log(simulator.phones.get(SCHOOL)!.chats.messages);
  await socket.end(undefined);
}, 20000);
