import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { updateSendingSettings } from '@sowan/core/whatsapp';
import { schema } from '@sowan/db';
import type { FaultInput } from '@sowan/wa-simulator';
import { SCHOOL, test, type School } from './school.ts';

const keysKept = async ({ ctx }: School) => (await ctx.db.select().from(schema.waAuth)).length > 0;
const logins = ({ simulator }: School) => simulator.counters().devices[`${SCHOOL}:1`]?.logins ?? 0;

/** Something goes wrong with the linked session's connection. */
async function provoke(school: School, fault: FaultInput): Promise<void> {
  await school.startGateway();
  await school.link();
  school.simulator.faults.add(fault);
}

describe('a linked session comes back by itself after', () => {
  const passing: FaultInput[] = [
    { kind: 'restart', number: SCHOOL },
    { kind: 'drop', number: SCHOOL },
    { kind: 'end', number: SCHOOL },
    { kind: 'unavailable', number: SCHOOL },
    { kind: 'bad_session', number: SCHOOL },
  ];
  for (const fault of passing) {
    test(`“${fault.kind}”, with its credentials, and sends what was written meanwhile`, async ({ school }) => {
      await school.startGateway();
      await school.link();
      const before = logins(school);
      const again = school.simulator.events.next('loggedIn');
      school.simulator.faults.add(fault);
      await again;
      const id = await school.write('Masih di sini');
      await school.untilMessage(id, 'delivered');
      expect(logins(school)).toBe(before + 1);
      expect(school.simulator.counters()).toMatchObject({ overlaps: 0 });
    });
  }

  for (const code of [401, 403, 411] as const) {
    test(`a ${code} to its upgrade, which anybody on the way may have said`, async ({ school }) => {
      await provoke(school, { kind: 'refuse_upgrade', code, times: 1 });
      const again = school.simulator.events.next('loggedIn');
      school.simulator.faults.add({ kind: 'drop', number: SCHOOL });
      await again;
      expect(await school.untilStatus('connected')).toMatchObject({ failureReason: null });
      expect(await keysKept(school)).toBe(true);
    });
  }

  test('a drop just when the clock was put forward', async ({ school }) => {
    await school.startGateway();
    await school.link();
    const original = Date.now.bind(Date);
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => original() + 3_600_000);
    onTestFinished(() => clock.mockRestore());
    const again = school.simulator.events.next('loggedIn');
    school.simulator.faults.add({ kind: 'drop', number: SCHOOL });
    await again;
    expect(school.simulator.counters()).toMatchObject({ overlaps: 0 });
  });

  test('a server that no longer says a word', async ({ school }) => {
    await school.startGateway({ socket: { pingMs: 100, silenceMs: 400 } });
    await school.link();
    const again = school.simulator.events.next('loggedIn');
    school.simulator.faults.add({ kind: 'freeze', number: SCHOOL });
    await again;
    await school.untilStatus('connected');
  });
});

describe('a linked session stops and waits for the admin after', () => {
  const final = [
    [{ kind: 'failure', code: 402, number: SCHOOL }, 'banned'],
    [{ kind: 'failure', code: 403, number: SCHOOL }, 'banned'],
    [{ kind: 'failure', code: 406, number: SCHOOL }, 'banned'],
    [{ kind: 'failure', code: 405, number: SCHOOL }, 'client_outdated'],
    [{ kind: 'mismatch', number: SCHOOL }, 'multi_device_mismatch'],
  ] as const;
  for (const [fault, failure] of final) {
    test(`${JSON.stringify(fault)}: ${failure}, its credentials kept`, async ({ school }) => {
      await provoke(school, fault);
      expect(await school.untilStatus('failed')).toMatchObject({ failureReason: failure, linkedPhone: `+${SCHOOL}` });
      expect(await school.event('wa_auth_failure')).toMatchObject({ reason: failure });
      expect(await keysKept(school)).toBe(true);
    });
  }

  test('an upgrade that is refused with 405, which gives no close event', async ({ school }) => {
    await school.startGateway();
    await school.link();
    school.simulator.faults.add({ kind: 'refuse_upgrade' });
    school.simulator.faults.add({ kind: 'drop', number: SCHOOL });
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'client_outdated' });
  });
});

test('a device removed on the phone forgets its credentials and says so; a new start shows a QR', async ({
  school,
}) => {
  await provoke(school, { kind: 'logged_out', number: SCHOOL });
  expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'logged_out', linkedPhone: null });
  expect(await keysKept(school)).toBe(false);
  await school.command('restart');
  const { qr } = await school.event('wa_qr');
  await school.simulator.scan(SCHOOL, qr);
  await school.untilStatus('connected');
});

test('a session replaced by another client does not fight for its place', async ({ school }) => {
  await provoke(school, { kind: 'replaced', number: SCHOOL });
  expect(await school.untilStatus('disconnected')).toMatchObject({ failureReason: 'replaced' });
  expect(logins(school)).toBe(1);
  expect(await keysKept(school)).toBe(true);
});

test('a banned session stays so over a restart of the gateway; only the admin tries again', async ({ school }) => {
  const gateway = await school.startGateway();
  await school.link();
  school.simulator.faults.add({ kind: 'failure', code: 403, number: SCHOOL, times: 1 });
  expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'banned' });
  const before = logins(school);
  await gateway.close();
  await school.startGateway();
  await school.until(async () => (await school.session()).owner !== null);
  await school.command('stop');
  await school.untilStatus('stopped');
  await school.command('start');
  await school.untilStatus('connected');
  expect(logins(school)).toBe(before + 1);
});

describe('a session that is not linked yet', () => {
  test('shows a few QRs and then waits for the admin, over a restart of the gateway too', async ({ school }) => {
    school.simulator.faults.add({ kind: 'qr_refs', count: 2 });
    const gateway = await school.startGateway({ socket: { qrMs: 200 } });
    await school.command('start');
    await school.event('wa_qr_timeout');
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'qr_timeout' });
    expect(school.heard.filter(({ type }) => type === 'wa_qr')).toHaveLength(2);
    await gateway.close();

    await school.startGateway();
    expect(await school.session()).toMatchObject({ status: 'failed', failureReason: 'qr_timeout' });
    await school.command('restart');
    await school.event('wa_qr');
  });

  test('says so when no QR comes', async ({ school }) => {
    school.simulator.faults.add({ kind: 'qr_refs', count: 0 });
    await school.startGateway({ firstQrMs: 300, socket: { qrMs: 100 } });
    await school.command('start');
    await school.event('wa_qr_timeout');
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'qr_timeout' });
  });

  for (const code of [402, 403, 406] as const) {
    test(`stops after a ${code}`, async ({ school }) => {
      school.simulator.faults.add({ kind: 'failure', code });
      await school.startGateway();
      await school.command('start');
      expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'banned' });
    });
  }

  test('stops after a 405 and says that the client is too old', async ({ school }) => {
    school.simulator.faults.add({ kind: 'refuse_upgrade' });
    await school.startGateway();
    await school.command('start');
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'client_outdated' });
  });

  for (const code of [401, 500, 503, 515] as const) {
    test(`tries again after a ${code} and shows a QR`, async ({ school }) => {
      school.simulator.faults.add({ kind: 'failure', code, times: 1 });
      await school.startGateway();
      await school.command('start');
      const { qr } = await school.event('wa_qr');
      await school.simulator.scan(SCHOOL, qr);
      await school.untilStatus('connected');
    });
  }

  test('stops when the phone’s WhatsApp is too old for linked devices', async ({ school }) => {
    await school.startGateway();
    await school.command('start');
    await school.event('wa_qr');
    school.simulator.faults.add({ kind: 'mismatch' });
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'multi_device_mismatch' });
  });

  for (const kind of ['drop', 'end', 'replaced'] as const)
    test(`shows a new QR when the old one’s socket was ended by “${kind}”`, async ({ school }) => {
      await school.startGateway();
      await school.command('start');
      const first = await school.event('wa_qr');
      school.simulator.faults.add({ kind });
      const second = await school.event('wa_qr');
      expect(second.qr).not.toBe(first.qr);
      await school.simulator.scan(SCHOOL, second.qr);
      await school.untilStatus('connected');
    });
});

describe('a client that WhatsApp finds too old', () => {
  const OLDEST = '2.9999.1';
  const announce = ({ admin, sessionId }: School, clientVersion: string) =>
    updateSendingSettings(admin, sessionId, { clientVersion });

  test('is let in with the version that the admin has set, at the next connection', async ({ school }) => {
    school.simulator.faults.add({ kind: 'oldest_version', version: OLDEST });
    await school.startGateway();
    await school.command('start');
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'client_outdated' });
    await announce(school, OLDEST);
    await school.command('restart');
    const { qr } = await school.event('wa_qr');
    await school.simulator.scan(SCHOOL, qr);
    await school.untilStatus('connected');
  });

  test('goes on with its credentials when it was linked before', async ({ school }) => {
    await school.startGateway();
    await school.link();
    school.simulator.faults.add({ kind: 'oldest_version', version: OLDEST });
    school.simulator.faults.add({ kind: 'drop', number: SCHOOL });
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'client_outdated' });
    await announce(school, OLDEST);
    await school.command('stop');
    await school.untilStatus('stopped');
    await school.command('start');
    await school.untilStatus('connected');
  });
});

test('a server that takes the connection and then says nothing is left, and tried again', async ({ school }) => {
  const linked = await school.startGateway();
  await school.link();
  await linked.close();

  const sockets: Socket[] = [];
  const twice = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    if (sockets.push(socket) === 2) twice.resolve();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await school.startGateway({ socket: { connectMs: 200 } }, { WA_SOCKET_URL: `ws://127.0.0.1:${port}/` });
  await twice.promise;
  expect(await keysKept(school)).toBe(true);
});
