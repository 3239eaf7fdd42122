import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Auth, closeCode, connect, opened, qrOf } from './client.ts';
import { GUEST, GUEST_JID, SCHOOL, silenceLibsignal } from './fixture.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Ready {
  ready: boolean;
  socketUrl: string;
  controlUrl: string;
  mediaCaFile: string;
}

async function run(environment: Record<string, string>): Promise<{ child: ChildProcess; dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'wa-simulator-'));
  const env = { ...process.env, NODE_ENV: 'test', SIMULATOR_DIR: dir, LOG_LEVEL: 'error', ...environment };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(dir, { recursive: true, force: true });
  });
  return { child, dir };
}

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

async function ready({ stdout }: ChildProcess): Promise<Ready> {
  if (!stdout) throw new Error('no output to read');
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return JSON.parse(line) as Ready;
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`the program says where it listens, serves its phones, and ends on ${signal}`, async () => {
    const { child } = await run({ SIMULATOR_PHONES: `${SCHOOL}:Sekolah,${GUEST}:Budi Santoso` });
    const { socketUrl, controlUrl, mediaCaFile } = await ready(child);
    expect(socketUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws\/chat$/);
    const phones = (await (await fetch(`${controlUrl}/phones`)).json()) as { number: string; name: string }[];
    expect(phones.map(({ name }) => name)).toEqual(['Sekolah', 'Budi Santoso']);
    const stream = await fetch(`${controlUrl}/events`);

    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(stream.text()).rejects.toThrow();
    expect(mediaCaFile).toMatch(/media-ca\.pem$/);
  });
}

test('another process trusts the media host by NODE_EXTRA_CA_CERTS', async () => {
  const { child } = await run({});
  const { mediaCaFile } = await ready(child);
  const { execPath } = process;
  // The media host's port is only told over the socket, so the certificate is checked against a server of its own.
  const script = `
    const https = require('node:https');
    const { key, certificate } = JSON.parse(require('node:fs').readFileSync(process.argv[1].replace('media-ca.pem', 'media-certificate.json')));
    const server = https.createServer({ key, cert: certificate }, (request, response) => response.end('trusted'));
    server.listen(0, '127.0.0.1', async () => {
      for (const host of ['localhost', '127.0.0.1']) {
        process.stdout.write(await (await fetch('https://' + host + ':' + server.address().port)).text() + ' ');
      }
      server.close(); server.closeAllConnections();
    });`;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: mediaCaFile };
  const other = spawn(execPath, ['-e', script, mediaCaFile], { env, stdio: ['ignore', 'pipe', 'inherit'] });

  expect(await text(other.stdout)).toBe('trusted trusted ');
});

test('a program that is killed still has what it acknowledged', async () => {
  silenceLibsignal();
  const phones = { SIMULATOR_PHONES: `${SCHOOL},${GUEST}` };
  const first = await run(phones);
  const { socketUrl, controlUrl } = await ready(first.child);
  const client = { socketUrl, mediaCa: '' };
  const auth = new Auth();
  const unlinked = connect(client, auth);
  const linked = closeCode(unlinked);
  await post(`${controlUrl}/phones/${SCHOOL}/scan`, { qr: await qrOf(unlinked) });
  await linked;
  const socket = connect(client, auth);
  await opened(socket);
  const ack = socket.waitForMessage('KEPT');
  const closing = closeCode(socket);
  await socket.sendMessage(GUEST_JID, { text: 'Sudah diterima' }, { messageId: 'KEPT' });
  await ack;
  first.child.kill('SIGKILL');
  await closing;

  const second = await run({ ...phones, SIMULATOR_DIR: first.dir });
  const { controlUrl: url } = await ready(second.child);
  expect(await (await fetch(`${url}/phones/${GUEST}/inbox`)).json()).toMatchObject([
    { id: 'KEPT', text: 'Sudah diterima' },
  ]);
  expect(await (await fetch(`${url}/phones/${SCHOOL}`)).json()).toMatchObject({ devices: [{ device: 1 }] });
});

test('a port that is taken ends the program with the reason, instead of leaving half of it running', async () => {
  const first = await run({});
  const { socketUrl } = await ready(first.child);
  const { child } = await run({ SIMULATOR_SOCKET_PORT: new URL(socketUrl).port });
  const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);

  expect(code).toBe(1);
  expect(said).toContain('EADDRINUSE');
});

const refusals: [string, Record<string, string>, string][] = [
  ['in production', { NODE_ENV: 'production' }, 'never runs in production'],
  ['without a folder', { SIMULATOR_DIR: '' }, 'SIMULATOR_DIR'],
  ['with a number that is none', { SIMULATOR_PHONES: '0811:Sekolah' }, 'SIMULATOR_PHONES'],
];
for (const [circumstance, environment, words] of refusals) {
  test(`the program does not start ${circumstance}, and says so`, async () => {
    const { child } = await run(environment);
    const [said, printed, [code]] = await Promise.all([text(child.stderr!), text(child.stdout!), once(child, 'exit')]);

    expect(code).toBe(1);
    expect(said).toContain(words);
    expect(printed).toBe('');
  });
}
