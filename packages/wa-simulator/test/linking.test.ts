import { Curve } from '@whiskeysockets/baileys';
import { describe, expect } from 'vitest';
import { Auth, closeCode, on, opened, qrOf } from './client.ts';
import { GUEST, SCHOOL, test } from './fixture.ts';

describe('linking by QR', () => {
  test('a phone that scans the QR links the device, which may then log in', async ({ simulator, clients }) => {
    const auth = new Auth();
    const unlinked = clients.connect(auth);
    const closing = closeCode(unlinked);

    const device = await simulator.scan(SCHOOL, await qrOf(unlinked));

    expect(device).toEqual({ number: SCHOOL, device: 1 });
    expect(await closing).toBe(515);
    expect(auth.creds.me).toMatchObject({ id: `${SCHOOL}:1@s.whatsapp.net`, lid: `9${SCHOOL}:1@lid`, name: 'Sekolah' });
    expect(auth.creds.account?.deviceSignature).toHaveLength(64);
    const socket = await clients.open(auth);
    expect(socket.user?.id).toBe(`${SCHOOL}:1@s.whatsapp.net`);
  });

  test('stored credentials log in again without a phone', async ({ simulator, clients }) => {
    const { auth, socket } = await clients.link();
    const stored = auth.copy();
    await socket.end(undefined);

    await clients.open(stored);

    expect(simulator.counters().devices[`${SCHOOL}:1`]).toEqual({ live: 1, maxLive: 1, logins: 2, messages: 0 });
  });

  test('a code that was scanned or has been replaced is refused', async ({ simulator, clients }) => {
    const unlinked = clients.connect();
    const qr = await qrOf(unlinked);
    await simulator.scan(SCHOOL, qr);

    await expect(simulator.scan(GUEST, qr)).rejects.toThrow('no longer valid');
  });

  test('a code with the keys of another device is refused', async ({ simulator, clients }) => {
    const [ref] = (await qrOf(clients.connect())).split(',');
    const [, ...otherKeys] = (await qrOf(clients.connect())).split(',');

    await expect(simulator.scan(SCHOOL, [ref, ...otherKeys].join(','))).rejects.toThrow('not those of the device');
  });

  test('a text that is no such code is refused', async ({ simulator }) => {
    await expect(simulator.scan(SCHOOL, 'https://example.org')).rejects.toThrow('not a code for linking');
  });

  test('a device that does not know the secret of the scanned code is not linked', async ({ simulator, clients }) => {
    const auth = new Auth();
    const unlinked = clients.connect(auth);
    const closing = closeCode(unlinked);
    const qr = await qrOf(unlinked);
    auth.creds.advSecretKey = Buffer.alloc(32).toString('base64');

    await expect(simulator.scan(SCHOOL, qr)).rejects.toThrow('hung up');
    await closing;
    expect(auth.creds.account).toBeUndefined();
    expect(simulator.phones.get(SCHOOL)?.companions.size).toBe(0);
  });

  test('a device that signs with another key than the one it shows is not linked', async ({ simulator, clients }) => {
    const auth = new Auth();
    const { public: shown } = auth.creds.signedIdentityKey;
    Object.assign(auth.creds, { signedIdentityKey: { public: shown, private: Curve.generateKeyPair().private } });
    const unlinked = clients.connect(auth);
    const closing = closeCode(unlinked);

    await expect(simulator.scan(SCHOOL, await qrOf(unlinked))).rejects.toThrow('did not sign');
    expect(await closing).toBe(401);
    expect(simulator.phones.get(SCHOOL)?.companions.size).toBe(0);
  });

  test('a client asked to renew its registration can be scanned with the new secret', async ({
    simulator,
    clients,
  }) => {
    const auth = new Auth();
    const unlinked = clients.connect(auth);
    const [ref, noise, identity, , platform] = (await qrOf(unlinked)).split(',');
    const asked = new Promise((resolve) => unlinked.ws.on('CB:notification,type:companion_reg_refresh', resolve));
    simulator.faults.add({ kind: 'registration_refresh' });
    await asked;
    auth.creds.advSecretKey = Buffer.alloc(32, 7).toString('base64');

    await simulator.scan(SCHOOL, [ref, noise, identity, auth.creds.advSecretKey, platform].join(','));

    expect(simulator.phones.get(SCHOOL)?.companions.size).toBe(1);
  });

  test('the phone looks at the screen it was told of', async ({ simulator, clients }) => {
    await expect(simulator.scan(SCHOOL)).rejects.toThrow('No screen');
    simulator.screen(await qrOf(clients.connect()));

    expect(await simulator.scan(SCHOOL)).toEqual({ number: SCHOOL, device: 1 });
  });

  test('a client that has shown all its codes gives up with 408', async ({ simulator, clients }) => {
    simulator.faults.add({ kind: 'qr_refs', count: 2 });
    const shown: string[] = [];
    const unlinked = clients.connect(new Auth(), { qrTimeout: 20 });
    unlinked.ev.on('connection.update', ({ qr }) => void (qr && shown.push(qr)));

    expect(await closeCode(unlinked)).toBe(408);
    expect(new Set(shown).size).toBe(2);
  });
});

describe('linking by code', () => {
  test('a phone that enters the code links the device', async ({ simulator, clients }) => {
    const auth = new Auth();
    const unlinked = clients.connect(auth);
    await qrOf(unlinked);
    const code = await unlinked.requestPairingCode(SCHOOL);
    const closing = closeCode(unlinked);

    const typed = `${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`;
    expect(await simulator.enterCode(SCHOOL, typed)).toEqual({ number: SCHOOL, device: 1 });

    expect(await closing).toBe(515);
    expect((await clients.open(auth)).user?.id).toBe(`${SCHOOL}:1@s.whatsapp.net`);
  });

  test('another code links nothing', async ({ simulator, clients }) => {
    const unlinked = clients.connect();
    await qrOf(unlinked);
    const code = await unlinked.requestPairingCode(SCHOOL);
    const wrong = code.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));

    await expect(simulator.enterCode(SCHOOL, wrong)).rejects.toThrow('not the code');
    expect(simulator.phones.get(SCHOOL)?.companions.size).toBe(0);
  });

  test('what cannot be a code is refused at once', async ({ simulator }) => {
    await expect(simulator.enterCode(SCHOOL, 'ABC')).rejects.toThrow('eight letters');
  });

  test('a code may be entered before the client has finished asking for one', async ({ simulator, clients }) => {
    const unlinked = clients.connect();
    await qrOf(unlinked);
    const linking = simulator.enterCode(SCHOOL, 'ABCD2345');
    await unlinked.requestPairingCode(SCHOOL, 'ABCD2345');

    expect(await linking).toEqual({ number: SCHOOL, device: 1 });
  });
});

describe('unlinking', () => {
  test('a device that logs itself out is removed from the phone', async ({ simulator, clients }) => {
    const { auth, socket } = await clients.link();
    const unlinked = simulator.events.next('unlinked');
    const closing = closeCode(socket);
    await socket.logout();

    expect(await unlinked).toEqual({ number: SCHOOL, device: 1 });
    expect(await closing).toBe(401);
    expect(await closeCode(clients.connect(auth))).toBe(401);
  });

  test('a device removed on the phone is told so, and cannot log in again', async ({ simulator, clients }) => {
    const { auth, socket } = await clients.link();
    const closing = closeCode(socket);
    await simulator.unlink(SCHOOL, 1);

    expect(await closing).toBe(401);
    expect(await closeCode(clients.connect(auth))).toBe(401);
  });

  test('the next device gets an id that was never used', async ({ simulator, clients }) => {
    await clients.link();
    await simulator.unlink(SCHOOL, 1);

    expect((await clients.link()).device).toEqual({ number: SCHOOL, device: 2 });
  });

  test('nobody logs in as a device whose key is not his', async ({ clients }) => {
    const { auth } = await clients.link();
    const thief = new Auth();
    Object.assign(thief.creds, { me: auth.creds.me, account: auth.creds.account });

    expect(await closeCode(clients.connect(thief))).toBe(401);
  });

  test('a second socket of the same device ends the first with 440, and is counted', async ({ simulator, clients }) => {
    const { auth, socket } = await clients.link();
    const closing = closeCode(socket);
    const twin = clients.connect(auth.copy());
    await opened(twin);

    expect(await closing).toBe(440);
    expect(simulator.counters()).toMatchObject({ overlaps: 1, devices: { [`${SCHOOL}:1`]: { maxLive: 2, live: 1 } } });
  });
});

test('many devices of many phones are linked at once', async ({ simulator, clients }) => {
  const numbers = Array.from({ length: 12 }, (_, index) => `62833300000${index + 10}`);
  for (const number of numbers) await simulator.addPhone(number);

  const devices = await Promise.all(
    numbers.map(async (number) => {
      const auth = new Auth();
      const unlinked = clients.connect(auth);
      const linkedAs = on(unlinked, 'creds.update', ({ me }) => me?.id);
      await simulator.scan(number, await qrOf(unlinked));
      return linkedAs;
    }),
  );

  expect(devices).toEqual(numbers.map((number) => `${number}:1@s.whatsapp.net`));
});
