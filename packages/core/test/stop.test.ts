import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import type { Ctx } from '../src/index.ts';
import { claimMessage, isStopRequest } from '../src/messages/index.ts';
import { recordInbound, resumeGuest } from '../src/whatsapp/index.ts';
import { book } from './booking-form.ts';
import { MORNING, openWorld, type World } from './world.ts';

let world: World;
let hostCtx: Ctx;
let system: Ctx;
let sessionId: number;
let serial = 0;

beforeAll(async () => {
  world = await openWorld();
  hostCtx = world.as(await world.user('host'));
  system = world.as({ type: 'system', job: 'test' });
  sessionId = await world.linkWhatsapp();
});
afterAll(() => world.close());

const messagesOf = (appointmentId: number) =>
  world.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, appointmentId) });

const hears = (phone: string, text: string, waMessageId = `IN${String(++serial)}`) =>
  recordInbound(system, {
    sessionId,
    waMessageId,
    fromJid: `${phone.slice(1)}@s.whatsapp.net`,
    phone,
    pushName: null,
    contentType: 'text',
    mediaType: null,
    text,
  });

test('STOP ends WhatsApp messages, and the next message goes by e-mail', async () => {
  const guest = { guestPhone: '0812 6000 0001', guestEmail: 'siti@example.org' };
  await book(hostCtx, guest);
  await hears('+6281260000001', ' Stop! ');
  const next = await book(hostCtx, guest);
  expect((await messagesOf(next.id)).map(({ channel }) => channel)).toEqual(['email']);
});

test('a message that was already waiting when the guest wrote STOP goes by e-mail instead', async () => {
  const { id, guestId } = await book(hostCtx, { guestPhone: '0812 6000 0002' });
  await world.ctx.db.update(schema.guests).set({ email: 'a@example.org' }).where(eq(schema.guests.id, guestId));
  await hears('+6281260000002', 'STOP');
  const [waiting] = await messagesOf(id);
  expect(await claimMessage(system, Number(waiting?.id), { waSessionId: sessionId })).toBeNull();
  expect((await messagesOf(id)).map(({ channel, status, reason }) => [channel, status, reason])).toEqual([
    ['whatsapp', 'failed', 'guest_stopped'],
    ['email', 'queued', null],
  ]);
});

test('the host is told when a guest who wrote STOP has no e-mail address', async () => {
  const { id } = await book(hostCtx, { guestPhone: '0812 6000 0003' });
  await hears('+6281260000003', 'stop');
  const [waiting] = await messagesOf(id);
  await claimMessage(system, Number(waiting?.id));
  const [notice] = await world.ctx.db.query.notifications.findMany({
    where: eq(schema.notifications.appointmentId, id),
  });
  expect(notice).toMatchObject({ kind: 'message_failed', data: { reason: 'guest_stopped' } });
  const next = await book(hostCtx, { guestPhone: '0812 6000 0003' });
  expect(await messagesOf(next.id)).toEqual([]);
});

test('the same inbound message is kept once, and other words than STOP end nothing', async () => {
  const { guestId } = await book(hostCtx, { guestPhone: '0812 6000 0004' });
  await hears('+6281260000004', 'Please stop by my office', 'IN-TWICE');
  await hears('+6281260000004', 'Please stop by my office', 'IN-TWICE');
  const kept = await world.ctx.db.query.waInbound.findMany({ where: eq(schema.waInbound.waMessageId, 'IN-TWICE') });
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ receivedAt: MORNING, phone: '+6281260000004' });
  const guest = await world.ctx.db.query.guests.findFirst({ where: eq(schema.guests.id, guestId) });
  expect(guest?.whatsappStoppedAt).toBeNull();
});

describe('the way back after STOP', () => {
  const guestOf = (phone: string) => world.ctx.db.query.guests.findFirst({ where: eq(schema.guests.phone, phone) });
  const answersTo = async (phone: string) => {
    const rows = await world.ctx.db.query.messages.findMany({ where: eq(schema.messages.recipient, phone) });
    return rows.filter(({ appointmentId }) => appointmentId === null);
  };

  test('is told in the answer to STOP, which goes out although the guest has written STOP', async () => {
    await book(hostCtx, { guestPhone: '0812 6000 0005' });
    await hears('+6281260000005', 'STOP');
    await hears('+6281260000005', 'stop');
    const [answer, ...more] = await answersTo('+6281260000005');
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ kind: 'stopped', waSessionId: sessionId });
    expect(answer?.body).toContain('MULAI');
    expect(await claimMessage(system, Number(answer?.id), { waSessionId: sessionId })).not.toBeNull();
  });

  test('is open to the guest, who writes MULAI and is told so, once', async () => {
    const phone = '+6281260000006';
    await book(hostCtx, { guestPhone: phone });
    for (const word of ['STOP', 'Mulai!', 'mulai', 'START']) await hears(phone, word);
    expect((await guestOf(phone))?.whatsappStoppedAt).toBeNull();
    expect((await answersTo(phone)).map(({ kind }) => kind)).toEqual(['stopped', 'resumed']);
  });

  test('is open to the admin, for a guest who asks at the desk', async () => {
    const phone = '+6281260000007';
    const { guestId } = await book(hostCtx, { guestPhone: phone });
    await hears(phone, 'STOP');
    const admin = world.as(await world.user('admin'));
    await expect(resumeGuest(hostCtx, guestId)).rejects.toThrow('role_not_allowed');
    await resumeGuest(admin, guestId);
    expect((await guestOf(phone))?.whatsappStoppedAt).toBeNull();
    await expect(resumeGuest(admin, guestId)).rejects.toThrow('not_now');
    await expect(resumeGuest(admin, 999_999)).rejects.toThrow('guest_unknown');
    expect((await world.audit()).at(-1)).toMatchObject({ action: 'guest.whatsapp-resumed', subjectId: guestId });
  });

  test('a stranger who writes MULAI or STOP gets no answer', async () => {
    await hears('+6281260000099', 'STOP');
    await hears('+6281260000099', 'MULAI');
    expect(await answersTo('+6281260000099')).toEqual([]);
  });
});

test.each([
  ['STOP', true],
  ['stop.', true],
  ['  Stop!!  ', true],
  ['stop please', false],
  ['non-stop', false],
  ['', false],
])('"%s" ends messages: %s', (text, ends) => expect(isStopRequest(text)).toBe(ends));
