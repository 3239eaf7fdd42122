import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { schema } from '@sowan/db';
import { createConsumer, whatsappQueue } from '@sowan/jobs';
import type { Ctx } from '../src/index.ts';
import { claimMessage, retryLater, waitForQuota } from '../src/messages/index.ts';
import { pauseSending, readSendingSettings, resumeSending, updateSendingSettings } from '../src/whatsapp/index.ts';
import { book } from './booking-form.ts';
import { after, days, hours, MORNING, openWorld, SOON, type World } from './world.ts';

const { messages, waContacts, waSessions } = schema;
const NUMBER = '+628111000001';
let world: World;
let admin: Ctx;
let sessionId: number;

beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.ctx.db.delete(waSessions);
  sessionId = await world.linkWhatsapp();
  await world.ctx.db.update(waSessions).set({ linkedPhone: NUMBER });
});

test('a new session sends a message every four to eight seconds, to twenty new people a day', async () => {
  expect(await readSendingSettings(admin, sessionId)).toEqual({
    sessionId,
    minGapMs: 4000,
    maxGapMs: 8000,
    newContactsPerDay: 20,
    newContactsToday: 0,
    paused: false,
    clientVersion: '',
    breaker: { state: 'closed', reason: null, openUntil: null, trips: 0 },
  });
});

test('what an admin changes is kept, audited and told to the gateways; the rest stays', async () => {
  const changed = await updateSendingSettings(admin, sessionId, { maxGapMs: 20_000, clientVersion: ' 2.3000.1 ' });
  expect(changed).toMatchObject({ minGapMs: 4000, maxGapMs: 20_000, clientVersion: '2.3000.1' });
  expect((await world.audit()).map(({ action, data }) => [action, data])).toEqual([
    ['whatsapp.sending-updated', { maxGapMs: 20_000 }],
    ['settings.updated', { waClientVersion: '2.3000.1' }],
  ]);
  await expect.poll(() => world.heard.map(({ type }) => type)).toEqual(['wa_sending', 'wa_nudge']);
  expect(await updateSendingSettings(admin, sessionId, { clientVersion: '' })).toMatchObject({ clientVersion: '' });
});

test('settings that make no sense are refused and change nothing', async () => {
  const refused = [
    [{ minGapMs: 9000 }, 'gap_reversed'],
    [{ minGapMs: -1 }, 'invalid'],
    [{ newContactsPerDay: 1.5 }, 'invalid'],
    [{ clientVersion: 'latest' }, 'client_version_invalid'],
  ] as const;
  for (const [change, reason] of refused) {
    await expect(updateSendingSettings(admin, sessionId, change)).rejects.toThrow(reason);
  }
  await expect(updateSendingSettings(admin, 999, { minGapMs: 1 })).rejects.toThrow('session_unknown');
  expect(await readSendingSettings(admin, sessionId)).toMatchObject({ minGapMs: 4000, clientVersion: '' });
});

test('only whom the number wrote to first today counts as a new contact', async () => {
  const contact = (phone: string, openedBy: 'us' | 'them', openedAt: Date, number = NUMBER) => ({
    ...{ number, phone, openedBy, openedAt },
  });
  await world.ctx.db.insert(waContacts).values([
    contact('+621', 'us', MORNING),
    contact('+622', 'them', MORNING),
    contact('+623', 'us', after(MORNING, -days(1))),
    contact('+624', 'us', MORNING, '+62899'),
    // 00:30 of the school's day is still yesterday in UTC.
    contact('+625', 'us', after(MORNING, -hours(8.5))),
  ]);
  expect(await readSendingSettings(admin, sessionId)).toMatchObject({ newContactsToday: 2 });
});

test('a pause lasts until it is ended, which ends the waiting of an open breaker too', async () => {
  const breakerOpenUntil = after(MORNING, hours(1));
  await world.ctx.db
    .update(waSessions)
    .set({ breakerOpenUntil, breakerReason: 'whatsapp_restricted', breakerTrips: 1 })
    .where(eq(waSessions.id, sessionId));
  await pauseSending(admin, sessionId);
  expect(await readSendingSettings(admin, sessionId)).toMatchObject({
    paused: true,
    breaker: { state: 'open', reason: 'whatsapp_restricted', openUntil: breakerOpenUntil },
  });
  await resumeSending(admin, sessionId);
  expect(await readSendingSettings(admin, sessionId)).toMatchObject({ paused: false, breaker: { state: 'half_open' } });
});

test('what was refused is tried at once when the admin says so; what waits for the quota goes on waiting', async () => {
  const host = world.as(await world.user('host'));
  const breakerOpenUntil = after(MORNING, hours(8));
  const claimed = async () => {
    const { id } = await book(host, { scheduledAt: after(MORNING, days(5)).toISOString() });
    const row = await world.ctx.db.query.messages.findFirst({ where: eq(messages.appointmentId, id) });
    const claim = await claimMessage(world.ctx, Number(row?.id), { waSessionId: sessionId });
    if (!claim) throw new Error('somebody else has it');
    return claim;
  };
  const [refused, newContact] = [await claimed(), await claimed()];
  await world.ctx.jobs.discard(whatsappQueue(sessionId));
  await world.ctx.db.update(waSessions).set({ breakerOpenUntil, breakerReason: 'whatsapp_restricted' });
  await retryLater(world.ctx, refused, 'whatsapp_restricted', breakerOpenUntil);
  await waitForQuota(world.ctx, newContact);
  await resumeSending(admin, sessionId);
  const handedOver: number[] = [];
  const consumer = createConsumer(
    { url: world.redisUrl, namespace: world.namespace },
    whatsappQueue(sessionId),
    { sendWhatsapp: ({ messageId }) => Promise.resolve(void handedOver.push(messageId)) },
    { onError: (error) => expect.unreachable(error.message) },
  );
  onTestFinished(() => consumer.close());
  await expect.poll(() => handedOver, SOON).toEqual([refused.id]);
  const by = { waSessionId: sessionId };
  expect(await claimMessage(world.ctx, newContact.id, by)).toBeNull();
  expect(await claimMessage(world.ctx, refused.id, by)).toMatchObject({ attempts: 2 });
});
