import { expect } from 'vitest';
import { readLiveQr } from '@sowan/core/whatsapp';
import { SCHOOL, test, type School } from './school.ts';

const onShow = ({ redis, sessionId, env }: School) => readLiveQr(redis, sessionId, env['REDIS_NAMESPACE']);

test('a page opened in the middle of a pairing sees the QR; after it there is none', async ({ school }) => {
  await school.startGateway();
  await school.command('start');
  const { qr, expiresAt } = await school.event('wa_qr');
  await school.untilStatus('pairing');
  expect(await onShow(school)).toMatchObject({ type: 'wa_qr', qr, expiresAt });
  await school.simulator.scan(SCHOOL, qr);
  await school.untilStatus('connected');
  expect(await onShow(school)).toBeNull();
});

test('a phone is linked by typing the eight characters on it', async ({ school }) => {
  await school.startGateway();
  await school.command('pair', `+${SCHOOL}`);
  const { code } = await school.event('wa_pairing_code');
  expect(code).toMatch(/^[0-9A-Z]{8}$/);
  expect(await onShow(school)).toMatchObject({ type: 'wa_pairing_code', code });
  await school.simulator.enterCode(SCHOOL, code);
  expect(await school.untilStatus('connected')).toMatchObject({ linkedPhone: `+${SCHOOL}` });
});

test('a server that asks for a fresh secret gets one, in this QR and all later ones', async ({ school }) => {
  await school.startGateway({ socket: { qrMs: 1500 } });
  await school.command('start');
  const before = await school.event('wa_qr');
  school.simulator.faults.add({ kind: 'registration_refresh' });
  const renewed = await school.event('wa_qr');
  expect(renewed.qr.split(',')[0]).toBe(before.qr.split(',')[0]);
  expect(renewed.qr.split(',')[3]).not.toBe(before.qr.split(',')[3]);
  const next = await school.event('wa_qr');
  expect(next.qr.split(',')[0]).not.toBe(before.qr.split(',')[0]);
  expect(next.qr.split(',')[3]).toBe(renewed.qr.split(',')[3]);
  await school.simulator.scan(SCHOOL, next.qr);
  await school.untilStatus('connected');
});

for (const way of ['scanned', 'typed'] as const) {
  test(`an account that is linked with a passkey only says so, its code ${way}`, async ({ school }) => {
    const { simulator } = school;
    simulator.faults.add({ kind: 'passkey', times: 1 });
    await school.startGateway();
    await school.command(way === 'typed' ? 'pair' : 'start', way === 'typed' ? `+${SCHOOL}` : undefined);
    const linking =
      way === 'typed'
        ? simulator.enterCode(SCHOOL, (await school.event('wa_pairing_code')).code)
        : simulator.scan(SCHOOL, (await school.event('wa_qr')).qr);
    const disconnected = simulator.events.next('disconnected');
    await expect(linking).rejects.toThrow('passkey');
    expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'passkey_required' });
    expect(await school.event('wa_auth_failure')).toMatchObject({ reason: 'passkey_required' });
    await disconnected;
    expect(simulator.counters().sockets.live).toBe(0);
    // Not a dead end: once the account may be linked, a new code links it.
    await school.command('restart');
    await simulator.scan(SCHOOL, (await school.event('wa_qr')).qr);
    await school.untilStatus('connected');
  });
}

test('asking for a QR while linked is refused: log out first', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await expect(school.command('restart')).rejects.toMatchObject({ reason: 'linked_log_out_first' });
});

test('stopped by the admin and started again, a session connects without a new scan', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await school.command('stop');
  expect(await school.untilStatus('stopped')).toMatchObject({ failureReason: 'stopped_by_admin' });
  expect(school.simulator.counters().sockets.live).toBe(0);
  await school.command('start');
  await school.untilStatus('connected');
});

test('logged out by the admin, the phone shows no linked device any more and no credentials are left', async ({
  school,
}) => {
  await school.startGateway();
  await school.link();
  const unlinked = school.simulator.events.next('unlinked');
  await school.command('log_out');
  await unlinked;
  expect(await school.untilStatus('stopped')).toMatchObject({ linkedPhone: null, desiredState: 'stopped' });
  expect(await school.ctx.db.query.waAuth.findFirst()).toBeUndefined();
});
