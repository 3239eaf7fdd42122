import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import type { Ctx } from '../src/index.ts';
import {
  claimMessage,
  retryMessage,
  returnToQueue,
  sweepOutbox,
  waitForQuota,
  writeMessage,
  type ClaimedMessage,
  type Message,
} from '../src/messages/index.ts';
import { openContact, readSendingSettings, takeLease, type Lease } from '../src/whatsapp/index.ts';
import { book } from './booking-form.ts';
import { after, days, minutes, MORNING, openWorld, type World } from './world.ts';

const { messages, notifications, users, waSessions } = schema;
const HOST_PHONE = '+6281290000001';
let world: World;
let admin: Ctx;
let hostCtx: Ctx;
let host: number;
let lease: Lease;

beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  const user = await world.user('host');
  hostCtx = world.as(user);
  host = user.id;
  await world.ctx.db.update(users).set({ phone: HOST_PHONE }).where(eq(users.id, host));
  const taken = await takeLease(world.ctx, await world.linkWhatsapp(), 'gateway');
  if (!taken) throw new Error('the lease is taken');
  lease = taken;
  await world.ctx.db.update(waSessions).set({ linkedPhone: '+628111000001', newContactsPerDay: 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setClock(MORNING);
  await world.ctx.db.delete(messages);
});

const writeArrival = async () => {
  const row = { channel: 'whatsapp', kind: 'arrival', recipient: HOST_PHONE, locale: 'id', userId: host } as const;
  return (await writeMessage(world.ctx.db, { ...row, body: 'Tamu Anda sudah tiba', createdAt: MORNING })).id;
};

async function message(id: number): Promise<Message> {
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(messages.id, id) });
  if (!row) throw new Error('the message is gone');
  return row;
}

async function claimed(id: number): Promise<ClaimedMessage> {
  const row = await claimMessage(world.ctx, id, { waSessionId: lease.sessionId });
  if (!row) throw new Error('nobody may have it');
  return row;
}

test('the staff of the school is no new contact: a used up quota stops nobody from hearing of a guest', async () => {
  expect(await openContact(world.ctx, lease, '+6281300000009')).toBe(false);
  expect(await openContact(world.ctx, lease, HOST_PHONE)).toBe(true);
  expect(await readSendingSettings(admin, lease.sessionId)).toMatchObject({ newContactsToday: 0 });
  await world.ctx.db.update(users).set({ active: false }).where(eq(users.id, host));
  expect(await openContact(world.ctx, lease, HOST_PHONE)).toBe(false);
  await world.ctx.db.update(users).set({ active: true }).where(eq(users.id, host));
});

test('the host is told once that a message waits, even if it was interrupted before', async () => {
  const { id: appointmentId } = await book(hostCtx, { scheduledAt: after(MORNING, days(5)).toISOString() });
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(messages.appointmentId, appointmentId) });
  const id = Number(row?.id);
  const notices = async () =>
    (await world.ctx.db.query.notifications.findMany({ where: eq(notifications.userId, host) })).map((it) => it.kind);
  await returnToQueue(world.ctx, await claimed(id), 'interrupted');
  await waitForQuota(world.ctx, await claimed(id));
  expect(await notices()).toEqual(['message_waiting']);
  for (let n = 0; n < 2; n++) {
    const { notBefore } = await message(id);
    world.setClock(after(notBefore ?? MORNING, minutes(1)));
    await returnToQueue(world.ctx, await claimed(id), 'interrupted');
    await waitForQuota(world.ctx, await claimed(id));
  }
  expect(await message(id)).toMatchObject({ status: 'queued', reason: 'new_contact_quota', attempts: 6 });
  expect(await notices()).toEqual(['message_waiting']);
});

test('news of an arrival does not wait for tomorrow', async () => {
  const id = await writeArrival();
  await waitForQuota(world.ctx, await claimed(id));
  expect(await message(id)).toMatchObject({ status: 'failed', reason: 'new_contact_quota' });
});

test('news of an arrival is sent for half an hour, and not when the session is back after that', async () => {
  const [sooner, later] = [await writeArrival(), await writeArrival()];
  world.setClock(after(MORNING, minutes(30)));
  await claimed(sooner);
  world.setClock(after(MORNING, minutes(30) + 1));
  expect(await claimMessage(world.ctx, later, { waSessionId: lease.sessionId })).toBeNull();
  expect(await message(later)).toMatchObject({ status: 'failed', reason: 'expired' });
  await retryMessage(admin, later);
  await claimed(later);
});

test('news of an arrival that nobody could send is given up after half an hour', async () => {
  const id = await writeArrival();
  world.setClock(after(MORNING, minutes(30)));
  expect(await sweepOutbox(world.ctx)).toMatchObject({ expired: 0 });
  world.setClock(after(MORNING, minutes(30) + 1));
  expect(await sweepOutbox(world.ctx)).toMatchObject({ expired: 1 });
  expect(await message(id)).toMatchObject({ status: 'failed', reason: 'expired' });
});
