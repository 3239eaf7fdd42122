import { describe, expect } from 'vitest';
import { cancelMessage, listMessages } from '@sowan/core/messages';
import { pauseSending, readSendingSettings, resumeSending, updateSendingSettings } from '@sowan/core/whatsapp';
import { GUEST, SCHOOL, test, type School } from './school.ts';

/** The pace of the session's row, not that of the process. */
const OWN_PACE = { WA_PACE_MS_MIN: '', WA_PACE_MS_MAX: '' };
const received = ({ simulator }: School, number = GUEST) =>
  (simulator.phones.get(number)?.chats.messages ?? []).map(({ text }) => text);
const setTo = (school: School, settings: Parameters<typeof updateSendingSettings>[2]) =>
  updateSendingSettings(school.admin, school.sessionId, settings);

/** When messages reached the server, before it did anything with them. */
function arrivals({ simulator }: School): number[] {
  const at: number[] = [];
  simulator.events.on('stanza', () => at.push(performance.now()));
  return at;
}

/** The most that fell into any window of this length. */
const mostWithin = (at: number[], ms: number) =>
  Math.max(...at.map((start) => at.filter((t) => t >= start && t < start + ms).length));

test('two hundred messages never exceed the pace that was set, in any window', async ({ school }) => {
  await setTo(school, { minGapMs: 40, maxGapMs: 80 });
  await school.startGateway({}, OWN_PACE);
  await school.link();
  const at = arrivals(school);
  const ids: number[] = [];
  for (let n = 0; n < 200; n++) ids.push(await school.write(`Pesan ${n}`));
  for (const id of ids) await school.untilMessage(id, 'delivered');
  expect(at).toHaveLength(200);
  for (const ms of [40, 200, 1000, 5000]) expect(mostWithin(at, ms)).toBeLessThanOrEqual(ms / 40);
  expect(new Set(received(school)).size).toBe(200);
});

test('a change of the pace is gone by without a restart', async ({ school }) => {
  await setTo(school, { minGapMs: 600_000, maxGapMs: 600_000 });
  await school.startGateway({}, OWN_PACE);
  await school.link();
  const id = await school.write('Sabar');
  expect((await school.message(id)).status).toBe('queued');
  await setTo(school, { minGapMs: 0, maxGapMs: 0 });
  await school.untilMessage(id, 'delivered');
});

describe('of what waits for a session', () => {
  test('news of an arrival overtakes a bulk run', async ({ school }) => {
    await setTo(school, { minGapMs: 300, maxGapMs: 300 });
    await school.startGateway({}, OWN_PACE);
    await school.link();
    for (let n = 0; n < 5; n++) await school.write(`Kartu ${n}`, GUEST, { bulk: true });
    await school.simulator.waitForMessage(GUEST);
    await school.untilMessage(await school.write('Tamu Anda sudah tiba', GUEST, { kind: 'arrival' }), 'delivered');
    expect(received(school).indexOf('Tamu Anda sudah tiba')).toBeLessThan(4);
    expect(received(school)[0]).toBe('Kartu 0');
  });

  test('nothing goes out during a pause, and what was called off then never does', async ({ school }) => {
    await school.startGateway();
    await school.link();
    await pauseSending(school.admin, school.sessionId);
    const [calledOff, kept] = [await school.write('Batal'), await school.write('Jadi')];
    const { items } = await listMessages(school.admin, { page: 1, pageSize: 10 });
    expect(items.map(({ reason }) => reason)).toEqual(['sending_paused', 'sending_paused']);
    await cancelMessage(school.admin, calledOff);
    await resumeSending(school.admin, school.sessionId);
    await school.untilMessage(kept, 'delivered');
    expect(received(school)).toEqual(['Jadi']);
    expect((await school.message(calledOff)).status).toBe('cancelled');
  });
});

describe('the daily quota of new people', () => {
  const [ANI, BUDI, CITRA] = ['6281300000001', '6281300000002', '6281300000003'] as const;

  test('lets the next one wait for tomorrow, over a restart too, until that one writes first', async ({ school }) => {
    const { simulator } = school;
    for (const number of [ANI, BUDI, CITRA]) await simulator.addPhone(number, number);
    await setTo(school, { newContactsPerDay: 2 });
    const before = await school.startGateway();
    await school.link();
    for (const number of [ANI, BUDI]) await school.untilMessage(await school.write('Halo', number), 'delivered');
    const id = await school.write('Halo', CITRA);
    const waiting = () =>
      school.until(async () => {
        const row = await school.message(id);
        return row.status === 'queued' && row.reason === 'new_contact_quota' && row;
      });
    const { notBefore } = await waiting();
    // Seven in the morning of Jakarta's next day.
    expect(notBefore?.toISOString()).toMatch(/T00:00:00.000Z$/);
    expect(notBefore?.getTime()).toBeGreaterThan(Date.now());
    await before.close();
    await school.startGateway();
    await school.dueNow(id);
    await waiting();
    await school.untilMessage(await school.write('Apa kabar?', ANI), 'delivered');
    expect(await readSendingSettings(school.admin, school.sessionId)).toMatchObject({ newContactsToday: 2 });
    expect(received(school, CITRA)).toEqual([]);

    await simulator.send(CITRA, SCHOOL, 'Halo, saya Citra');
    await school.event('wa_message_received');
    await school.dueNow(id);
    await school.untilMessage(id, 'delivered');
  });

  test('sends the next channel to a guest who comes before tomorrow', async ({ school }) => {
    await setTo(school, { newContactsPerDay: 0 });
    await school.startGateway();
    await school.link();
    const { id } = await school.book();
    expect(await school.untilMessage(id, 'failed')).toMatchObject({ reason: 'new_contact_quota' });
    const [notice] = await school.ctx.db.query.notifications.findMany();
    expect(notice).toMatchObject({ kind: 'message_failed', data: { reason: 'new_contact_quota' } });
    expect(school.simulator.counters().messages.received).toBe(0);
  });
});

describe('the breaker', () => {
  for (const [code, reason] of [
    [403, 'whatsapp_refused'],
    [429, 'whatsapp_rate_limited'],
    [463, 'whatsapp_restricted'],
    [475, 'whatsapp_restricted'],
  ] as const) {
    test(`opens on ${code}, holds over a restart, and closes when a try is accepted`, async ({ school }) => {
      const { simulator, admin, sessionId } = school;
      simulator.faults.add({ kind: 'nack', code, times: 1 });
      const before = await school.startGateway();
      await school.link();
      const refused = await school.write('Ditolak');
      await school.event('wa_sending');
      const { breaker } = await readSendingSettings(admin, sessionId);
      expect(breaker).toMatchObject({ state: 'open', reason, trips: 1 });
      const held = await school.until(async () => {
        const row = await school.message(refused);
        return row.status === 'queued' && row;
      });
      expect(held.reason).toBe(reason);
      expect(held.notBefore?.getTime()).toBeGreaterThan(breaker.openUntil?.getTime() ?? Infinity);

      await before.close();
      await school.startGateway();
      await school.untilStatus('connected');
      const next = await school.write('Berikutnya');
      await simulator.send(GUEST, SCHOOL, 'Halo?');
      await school.event('wa_message_received');
      const { items } = await listMessages(admin, { page: 1, pageSize: 10, status: 'queued' });
      expect(items.find((row) => row.id === next)).toMatchObject({ reason: 'breaker_open' });
      expect(simulator.counters().messages.received).toBe(1);

      await resumeSending(admin, sessionId);
      await school.untilMessage(next, 'delivered');
      await school.until(async () => (await readSendingSettings(admin, sessionId)).breaker.state === 'closed' || null);
      await school.dueNow(refused);
      await school.untilMessage(refused, 'delivered');
      const actions = (await school.ctx.db.query.auditLog.findMany()).map(({ action }) => action);
      expect(actions).toEqual(expect.arrayContaining(['whatsapp.breaker-opened', 'whatsapp.breaker-closed']));
    });
  }

  test('opens when five messages in a row are refused', async ({ school }) => {
    school.simulator.faults.add({ kind: 'nack', code: 421, times: 5 });
    await school.startGateway();
    await school.link();
    for (let n = 0; n < 6; n++) await school.write(`Pesan ${n}`);
    await school.event('wa_sending');
    const { breaker } = await readSendingSettings(school.admin, school.sessionId);
    expect(breaker).toMatchObject({ state: 'open', reason: 'whatsapp_refused' });
    expect(school.simulator.counters().messages.received).toBe(5);
  });

  test('opens for longer when the try is refused', async ({ school }) => {
    school.simulator.faults.add({ kind: 'nack', code: 463, times: 2 });
    await school.startGateway();
    await school.link();
    await school.write('Satu');
    await school.event('wa_sending');
    await resumeSending(school.admin, school.sessionId);
    await school.event('wa_sending');
    await school.write('Dua');
    await school.event('wa_sending');
    const { breaker } = await readSendingSettings(school.admin, school.sessionId);
    expect(breaker).toMatchObject({ state: 'open', trips: 2 });
    expect(breaker.openUntil?.getTime()).toBeGreaterThan(Date.now() + 1.9 * 3_600_000);
  });
});
