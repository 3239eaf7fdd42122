import { describe, expect } from 'vitest';
import type { Simulator } from '../src/index.ts';
import { closeCode, qrOf, received } from './client.ts';
import { GUEST, GUEST_JID, PNG, SCHOOL, test } from './fixture.ts';

interface Answer {
  status: number;
  body: Record<string, unknown> & Record<string, unknown>[];
}

async function call({ controlUrl }: Simulator, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

describe('phones', () => {
  test('are listed and added', async ({ simulator }) => {
    const added = await call(simulator, 'POST', '/phones', { number: '628333000003', name: 'Siti', addressing: 'lid' });
    const expected = { number: '628333000003', name: 'Siti', addressing: 'lid', unread: 0, devices: [] };
    expect(added).toEqual({ status: 200, body: expected });

    const { body } = await call(simulator, 'GET', '/phones');
    expect(body.map(({ number }) => number)).toEqual([SCHOOL, GUEST, '628333000003']);
    expect(body[2]).toEqual(expected);
  });

  test('scan the text of a QR, and show the linked device', async ({ simulator, clients }) => {
    const qr = await qrOf(clients.connect());
    const { body } = await call(simulator, 'POST', `/phones/${SCHOOL}/scan`, { qr });
    expect(body).toEqual({ number: SCHOOL, device: 1 });

    const phone = await call(simulator, 'GET', `/phones/${SCHOOL}`);
    expect(phone.body.devices).toMatchObject([{ device: 1, online: false }]);
  });

  test('scan what is on the screen', async ({ simulator, clients }) => {
    await call(simulator, 'PUT', '/screen', { qr: await qrOf(clients.connect()) });

    expect((await call(simulator, 'POST', `/phones/${SCHOOL}/scan`, {})).body).toEqual({ number: SCHOOL, device: 1 });
    const again = await call(simulator, 'POST', `/phones/${SCHOOL}/scan`);
    expect(again).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  test('enter a pairing code', async ({ simulator, clients }) => {
    const unlinked = clients.connect();
    await qrOf(unlinked);
    const code = await unlinked.requestPairingCode(SCHOOL);

    expect((await call(simulator, 'POST', `/phones/${SCHOOL}/code`, { code })).body).toEqual({
      number: SCHOOL,
      device: 1,
    });
  });

  test('log a device out', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const closing = closeCode(socket);
    expect((await call(simulator, 'DELETE', `/phones/${SCHOOL}/devices/1`)).status).toBe(200);

    expect(await closing).toBe(401);
    expect((await call(simulator, 'DELETE', `/phones/${SCHOOL}/devices/1`)).status).toBe(404);
  });
});

describe('messages', () => {
  test('arrive in the inbox with their pictures, and can be read', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const image = { image: PNG, caption: 'Pas', mimetype: 'image/png', jpegThumbnail: '' };
    await socket.sendMessage(GUEST_JID, image, { messageId: 'PIC' });
    await simulator.waitForMessage(GUEST);

    const { body } = await call(simulator, 'GET', `/phones/${GUEST}/inbox`);
    expect(body).toMatchObject([{ id: 'PIC', kind: 'image', text: 'Pas', peer: SCHOOL, status: 'delivered' }]);
    const picture = await fetch(`${simulator.controlUrl}/phones/${GUEST}/inbox/PIC/image`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PNG);
    expect((await call(simulator, 'POST', `/phones/${GUEST}/read`)).body).toEqual({ read: ['PIC'] });
    expect((await call(simulator, 'GET', `/phones/${GUEST}/inbox`)).body[0]?.status).toBe('read');
  });

  test('are sent from a phone to the linked client: texts, pictures and files', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const png = `data:image/png;base64,${PNG.toString('base64')}`;
    const bodies = [{ text: 'Halo' }, { image: png, caption: 'Saya' }, { document: png, fileName: 'foto.png' }];
    for (const content of bodies) {
      const arriving = received(socket);
      const { status, body } = await call(simulator, 'POST', `/phones/${GUEST}/send`, { to: SCHOOL, ...content });
      expect(status).toBe(200);
      expect((await arriving).key.id).toBe(body.id);
    }

    const { body } = await call(simulator, 'GET', `/phones/${GUEST}/messages`);
    expect(body.map(({ kind, direction }) => `${direction} ${kind}`)).toEqual([
      'out text',
      'out image',
      'out document',
    ]);
  });

  test('are streamed to the page as they come and change', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const stream = await fetch(`${simulator.controlUrl}/events`);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const seen = readUntil(stream, (text) => text.includes('"status":"read"'));
    await socket.sendMessage(GUEST_JID, { text: 'Langsung' });
    await simulator.waitForMessage(GUEST);
    await simulator.read(GUEST);

    const text = await seen;
    expect(text).toContain('event: message');
    expect(text).toContain('"text":"Langsung"');
  });
});

describe('faults and counters', () => {
  test('a fault is posted, listed, acts, and is cleared', async ({ simulator, clients }) => {
    const { socket } = await clients.link();
    const { body } = await call(simulator, 'POST', '/faults', { kind: 'nack', code: 463, number: SCHOOL });
    expect(body).toEqual({ id: 1, kind: 'nack', code: 463, number: SCHOOL });
    const nacked = simulator.events.next('ack');
    await socket.sendMessage(GUEST_JID, { text: 'Halo' });
    expect((await nacked).error).toBe('463');

    expect((await call(simulator, 'GET', '/faults')).body).toHaveLength(1);
    expect((await call(simulator, 'DELETE', '/faults/1')).body).toEqual({ cleared: 1 });
    expect((await call(simulator, 'DELETE', '/faults')).body).toEqual({ cleared: 0 });
    expect((await call(simulator, 'GET', '/counters')).body.messages).toMatchObject({ received: 1, nacked: 1 });
  });
});

describe('what cannot be done is said in words', () => {
  const refusals: [string, string, unknown, number, string][] = [
    ['GET', '/phones/628999', undefined, 404, 'no phone with the number'],
    ['GET', '/nowhere', undefined, 404, 'nothing at GET /nowhere'],
    ['GET', `/phones/${GUEST}/inbox/NONE/image`, undefined, 404, 'no message NONE'],
    ['POST', '/phones', { number: '0811' }, 400, 'country code'],
    ['POST', `/phones/${SCHOOL}/scan`, { qr: 'x' }, 400, 'not a code for linking'],
    ['POST', `/phones/${SCHOOL}/code`, { code: 'ABCD2345', extra: 1 }, 400, 'Unrecognized key'],
    ['POST', `/phones/${GUEST}/send`, { to: '6289990000000', text: 'Halo' }, 409, 'not on WhatsApp'],
    ['POST', `/phones/${GUEST}/send`, { to: SCHOOL, image: 'http://example.org/a.png' }, 400, 'a data URL'],
    ['POST', '/faults', { kind: 'earthquake' }, 400, 'kind'],
  ];
  for (const [method, path, body, status, words] of refusals) {
    test(`${method} ${path} ${JSON.stringify(body) ?? ''}: ${status}`, async ({ simulator }) => {
      const answer = await call(simulator, method, path, body);
      expect(answer.status).toBe(status);
      expect(answer.body.error).toContain(words);
    });
  }

  test('a body that is not JSON', async ({ simulator }) => {
    const options = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${simulator.controlUrl}/faults`, options)).status).toBe(400);
  });

  test('a form of another page', async ({ simulator }) => {
    const options = { method: 'POST', body: '{"kind":"drop"}', headers: { 'content-type': 'text/plain' } };
    expect((await fetch(`${simulator.controlUrl}/faults`, options)).status).toBe(400);
  });
});

test('the page with the phones is served with its style and script', async ({ simulator }) => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/page.css', 'text/css'],
    ['/page.js', 'text/javascript'],
  ]) {
    const response = await fetch(`${simulator.controlUrl}${path}`);
    expect(response.headers.get('content-type')).toContain(type);
    expect((await response.text()).length).toBeGreaterThan(200);
  }
});

async function readUntil(response: Response, enough: (text: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (enough(text)) break;
  }
  return text;
}
