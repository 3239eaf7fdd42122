import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { cancelAppointment, rescheduleAppointment } from '../src/appointments/index.ts';
import { DomainError, type Ctx } from '../src/index.ts';
import {
  cancelMessage,
  claimMessage,
  failMessage,
  getMessage,
  listMessages,
  readAttachment,
  recordProgress,
  retryMessage,
  sweepOutbox,
  writeByHand,
} from '../src/messages/index.ts';
import { createWaSession, listInbound, recordInbound } from '../src/whatsapp/index.ts';
import { book } from './booking-form.ts';
import { after, days, hours, minutes, MORNING, openWorld, SOON, type User, type World } from './world.ts';

let world: World;
let admin: Ctx;
let adminUser: User;
let host: User;
let hostCtx: Ctx;
let system: Ctx;
let session: number;

beforeAll(async () => {
  world = await openWorld();
  adminUser = await world.user('admin', { name: 'Bu Tata Usaha' });
  admin = world.as(adminUser);
  host = await world.user('host', { name: 'Pak Guru' });
  hostCtx = world.as(host);
  system = world.as({ type: 'system', job: 'test' });
  session = await world.linkWhatsapp();
});
beforeEach(async () => {
  world.setClock(MORNING);
  await world.ctx.db.delete(schema.messages);
});
afterAll(() => world.close());

/** Books a visit; gives the id of the WhatsApp message about it. */
async function written(
  given: Parameters<typeof book>[1] = {},
): Promise<{ id: number; appointmentId: number; guestId: number }> {
  const { id: appointmentId, guestId } = await book(hostCtx, given);
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.appointmentId, appointmentId) });
  if (!row) throw new Error('nothing was written');
  return { id: row.id, appointmentId, guestId };
}

async function failed(given: Parameters<typeof book>[1] = {}) {
  const message = await written(given);
  const claimed = await claimMessage(system, message.id, { waSessionId: session });
  if (!claimed) throw new Error('somebody else has it');
  await failMessage(system, claimed, 'not_on_whatsapp');
  return { ...message, waMessageId: claimed.waMessageId };
}

const ids = async (wish: Parameters<typeof listMessages>[1]) =>
  (await listMessages(admin, wish)).items.map(({ id }) => id);

describe('the ledger', () => {
  test('is filtered and paged in the database, newest first', async () => {
    const first = await written({ guestName: 'Wulan 100% Pertiwi', guestPhone: '0812 7000 0001' });
    const second = await written({ guestName: 'Agus', guestPhone: '0812 7000 0002' });
    const third = await failed({ guestName: 'Budi', guestPhone: '0812 7000 0003' });
    expect(await ids({})).toEqual([third.id, second.id, first.id]);
    expect(await ids({ status: 'failed' })).toEqual([third.id]);
    expect(await ids({ channel: 'email' })).toEqual([]);
    expect(await ids({ q: '100%' })).toEqual([first.id]);
    expect(await ids({ q: '%' })).toEqual([]);
    expect(await ids({ q: 'pert' })).toEqual([first.id]);
    expect(await ids({ q: '+62812700000' })).toEqual([third.id, second.id, first.id]);
    expect(await ids({ q: '0812-7000-0002' })).toEqual([second.id]);
    expect(await ids({ guestId: third.guestId })).toEqual([third.id]);
    const page = await listMessages(admin, { page: 2, pageSize: 2 });
    expect(page).toMatchObject({ total: 3, page: 2, pageSize: 2, items: [{ id: first.id, hostName: 'Pak Guru' }] });
  });

  test('knows days of the school, not of Greenwich', async () => {
    world.setClock(new Date('2026-11-23T23:30:00Z')); // 06.30 of the 24th in Jakarta
    const { id } = await written();
    expect(await ids({ from: '2026-11-24', to: '2026-11-24' })).toEqual([id]);
    expect(await ids({ to: '2026-11-23' })).toEqual([]);
  });

  test('finds by session what it has sent, and with the default one what names none', async () => {
    const waiting = await written();
    const sent = await failed();
    const { id: other } = await createWaSession(admin, { name: 'Lain' });
    expect(await ids({ sessionId: session })).toEqual([sent.id, waiting.id]);
    expect(await ids({ sessionId: other })).toEqual([]);
    expect((await listMessages(admin, {})).items[1]).toMatchObject({ session: { id: session, name: 'utama' } });
  });

  test('is the admin’s alone', async () => {
    const { id } = await failed();
    for (const verb of [
      () => listMessages(hostCtx, {}),
      () => getMessage(hostCtx, id),
      () => retryMessage(hostCtx, id),
      () => cancelMessage(hostCtx, id),
      () => listInbound(hostCtx, {}),
    ])
      await expect(verb()).rejects.toThrow('role_not_allowed');
  });
});

describe('another try', () => {
  test('puts a failed message back into the queue under the same id, for another day', async () => {
    const { id, waMessageId, appointmentId } = await failed();
    world.setClock(after(MORNING, days(3)));
    await retryMessage(admin, id);
    await sweepOutbox(system);
    expect(await getMessage(admin, id)).toMatchObject({ status: 'queued', reason: null, actions: ['cancel', 'share'] });
    const claimed = await claimMessage(system, id, { waSessionId: session });
    expect(claimed?.waMessageId).toBe(waMessageId);
    await recordProgress(system, { id }, 'sent');
    const { timeline } = await getMessage(admin, id);
    expect(timeline.map(({ step, by, reason }) => [step, by, reason])).toEqual([
      ['written', null, null],
      ['failed', null, 'not_on_whatsapp'],
      ['retried', 'Bu Tata Usaha', null],
      ['tried', null, null],
      ['sent', null, null],
    ]);
    await expect
      .poll(() => world.heard.filter((event) => event.type === 'message' && event.id === id).at(-1), SOON)
      .toMatchObject({ status: 'sent', appointmentId, hostId: host.id });
  });

  test('is given up after its own day', async () => {
    const { id } = await failed();
    world.setClock(after(MORNING, days(3)));
    await retryMessage(admin, id);
    world.setClock(after(MORNING, days(4) + minutes(1)));
    await sweepOutbox(system);
    expect(await getMessage(admin, id)).toMatchObject({ status: 'failed', reason: 'expired' });
  });

  test('is one, however often the button is pressed, and none for what has not failed', async () => {
    const { id } = await failed();
    const wide = { ...world.wide(8), actor: adminUser };
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => retryMessage(wide, id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(retryMessage(admin, id)).rejects.toThrow('not_now');
    await expect(retryMessage(admin, 999_999)).rejects.toThrow('message_unknown');
  });

  test('is refused for a guest who wrote STOP, and for the pass of a visit that was called off', async () => {
    const stopped = await failed({ guestPhone: '0812 7000 0010' });
    await world.ctx.db
      .update(schema.guests)
      .set({ whatsappStoppedAt: MORNING })
      .where(eq(schema.guests.id, stopped.guestId));
    await expect(retryMessage(admin, stopped.id)).rejects.toThrow('guest_stopped');
    const called = await failed({ guestPhone: '0812 7000 0011' });
    await cancelAppointment(hostCtx, called.appointmentId);
    await expect(retryMessage(admin, called.id)).rejects.toThrow('appointment_cancelled');
  });

  test('is refused for what a newer message about the visit has made untrue', async () => {
    const { id, appointmentId } = await failed({ guestPhone: '0812 7000 0012' });
    const scheduledAt = after(MORNING, hours(5)).toISOString();
    await rescheduleAppointment(hostCtx, appointmentId, { scheduledAt });
    await expect(retryMessage(admin, id)).rejects.toThrow('appointment_changed');
  });
});

describe('calling a message off', () => {
  test('is either in time or too late, never both: a sender and an admin at the same instant', async () => {
    const wide = { ...world.wide(8), actor: adminUser };
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(['send', 'cancel', 'send', 'cancel'], { minLength: 2 }), async (moves) => {
        const { id } = await written();
        const done = await Promise.all(
          moves.map(async (move) => {
            if (move === 'send') return (await claimMessage(wide, id, { waSessionId: session })) ? 'sent' : null;
            return cancelMessage(wide, id).then(
              () => 'cancelled',
              (error: unknown) => {
                if (error instanceof DomainError && error.reason === 'not_now') return null;
                throw error;
              },
            );
          }),
        );
        const winners = done.filter((outcome) => outcome !== null);
        expect(winners).toHaveLength(1);
        const { status } = await getMessage(admin, id);
        expect(status).toBe(winners[0] === 'sent' ? 'sending' : 'cancelled');
      }),
      { numRuns: 15 },
    );
  });

  test('says who did it, and mends nothing by another way', async () => {
    const { id, appointmentId } = await written({ guestEmail: 'w@example.org' });
    await cancelMessage(admin, id);
    const view = await getMessage(admin, id);
    expect(view).toMatchObject({ status: 'cancelled', reason: 'cancelled_by_admin' });
    expect(view.timeline.at(-1)).toMatchObject({ step: 'cancelled', by: 'Bu Tata Usaha' });
    await expect(cancelMessage(admin, id)).rejects.toThrow('not_now');
    const rows = await world.ctx.db.query.messages.findMany({
      where: eq(schema.messages.appointmentId, appointmentId),
    });
    expect(rows.filter(({ replaces }) => replaces !== null)).toEqual([]);
  });
});

describe('a message written by hand', () => {
  const png = { name: 'denah.png', mime: 'image/png', bytes: Buffer.from('not really a picture') };

  test('goes to a number typed any way, with its file, by the session chosen', async () => {
    const { guestId } = await written({ guestPhone: '0812 7000 0040' });
    const { id: other } = await createWaSession(admin, { name: 'Kantor' });
    const { id } = await writeByHand(admin, { to: '0812-7000-0040', text: 'Denah', sessionId: other, file: png });
    expect(await getMessage(admin, id)).toMatchObject({
      kind: 'by_hand',
      recipient: '+6281270000040',
      guestId,
      status: 'queued',
      session: { id: other },
      file: { name: 'denah.png', mime: 'image/png' },
    });
    expect((await readAttachment(admin, id))?.bytes).toEqual(png.bytes);
    expect((await world.audit()).at(-1)).toMatchObject({ action: 'message.written', data: { file: 'image/png' } });
  });

  test('needs a number, and words or a file', async () => {
    await expect(writeByHand(admin, { to: '12', text: 'Halo' })).rejects.toThrow('phone_invalid');
    await expect(writeByHand(admin, { to: '0812 7000 0041', text: ' ' })).rejects.toThrow('message_empty');
    await expect(writeByHand(admin, { to: '0812 7000 0041', text: 'Halo', sessionId: 999_999 })).rejects.toThrow(
      'session_unknown',
    );
    await expect(writeByHand(hostCtx, { to: '0812 7000 0041', text: 'Halo' })).rejects.toThrow('role_not_allowed');
    await writeByHand(admin, { to: '0812 7000 0041', file: png });
  });

  test('is refused for a guest who wrote STOP, and when it fails nothing goes by mail', async () => {
    const { guestId } = await written({ guestPhone: '0812 7000 0042', guestEmail: 'w@example.org' });
    const { id } = await writeByHand(admin, { to: '0812 7000 0042', text: 'Halo' });
    const claimed = await claimMessage(system, id, { waSessionId: session });
    if (!claimed) throw new Error('somebody else has it');
    const before = await world.ctx.db.$count(schema.messages);
    await failMessage(system, claimed, 'not_on_whatsapp');
    expect(await world.ctx.db.$count(schema.messages)).toBe(before);
    await world.ctx.db.update(schema.guests).set({ whatsappStoppedAt: MORNING }).where(eq(schema.guests.id, guestId));
    await expect(writeByHand(admin, { to: '0812 7000 0042', text: 'Halo' })).rejects.toThrow('guest_stopped');
  });

  test('is refused for a member who wrote STOP, and not tried again if it failed before', async () => {
    const [to, phone] = ['0812 7000 0043', '+6281270000043'];
    const member = { number: 'M-2026-0043', name: 'Wati', phone, memberSince: '2026-01-01' };
    await world.ctx.db.insert(schema.members).values({ ...member, createdAt: MORNING, updatedAt: MORNING });
    const { id } = await writeByHand(admin, { to, text: 'Halo' });
    const claimed = await claimMessage(system, id, { waSessionId: session });
    if (!claimed) throw new Error('somebody else has it');
    await failMessage(system, claimed, 'not_on_whatsapp');
    await world.ctx.db
      .update(schema.members)
      .set({ whatsappStoppedAt: MORNING })
      .where(eq(schema.members.phone, phone));
    await expect(writeByHand(admin, { to, text: 'Halo' })).rejects.toThrow('guest_stopped');
    await expect(retryMessage(admin, id)).rejects.toThrow('guest_stopped');
  });
});

test('a message may be shared by hand: its words, without the line about STOP, to its number', async () => {
  const { id } = await written({ guestPhone: '0812 7000 0020' });
  const { shareUrl, body } = await getMessage(admin, id);
  const url = new URL(shareUrl ?? '');
  expect(url.origin + url.pathname).toBe('https://wa.me/6281270000020');
  expect(body).toContain('STOP');
  expect(body.startsWith(url.searchParams.get('text') ?? '?')).toBe(true);
  expect(url.searchParams.get('text')).not.toContain('STOP');
});

test('a message of no visit tells no host', async () => {
  const { id } = await written();
  await world.ctx.db.update(schema.messages).set({ appointmentId: null }).where(eq(schema.messages.id, id));
  await cancelMessage(admin, id);
  await expect
    .poll(() => world.heard.find((event) => event.type === 'message' && event.id === id), SOON)
    .toMatchObject({ appointmentId: null, hostId: null });
});

describe('the inbox', () => {
  const hears = (phone: string, given: Partial<Parameters<typeof recordInbound>[1]> = {}) =>
    recordInbound(system, {
      sessionId: session,
      waMessageId: `IN${Math.random()}`,
      fromJid: `${phone.slice(1)}@s.whatsapp.net`,
      phone,
      pushName: null,
      contentType: 'text',
      mediaType: null,
      text: 'Halo',
      ...given,
    });

  test('names the guest behind a number, and whether he gets messages', async () => {
    await written({ guestName: 'Ratih', guestPhone: '0812 7000 0030' });
    await hears('+6281270000030', { text: 'STOP' });
    await hears('+6281270000031', {
      pushName: 'Orang lain',
      contentType: 'image',
      mediaType: 'image/jpeg',
      text: null,
    });
    const { items, total } = await listInbound(admin, {});
    expect(total).toBe(2);
    expect(items).toMatchObject([
      { guest: null, pushName: 'Orang lain', contentType: 'image', mediaType: 'image/jpeg' },
      { guest: { name: 'Ratih', stopped: true }, text: 'STOP', session: { name: 'utama' } },
    ]);
    expect((await listInbound(admin, { contentType: 'image' })).total).toBe(1);
    expect((await listInbound(admin, { q: 'ratih' })).items).toMatchObject([{ text: 'STOP' }]);
    expect((await listInbound(admin, { q: '0812 7000 0031' })).total).toBe(1);
    for (const q of ['...', '(', '+', '0']) expect((await listInbound(admin, { q })).total).toBe(0);
    expect((await listInbound(admin, { sessionId: session + 1000 })).items).toEqual([]);
  });
});
