import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { whatsappQueue } from '@sowan/jobs';
import { cancelAppointment } from '../src/appointments/index.ts';
import type { Ctx } from '../src/index.ts';
import {
  claimMessage,
  enqueueDue,
  failMessage,
  messagesOfAppointment,
  recordProgress,
  retryLater,
  sweepOutbox,
  type ClaimedMessage,
  type Message,
} from '../src/messages/index.ts';
import { book } from './booking-form.ts';
import { after, days, minutes, MORNING, openWorld, type User, type World } from './world.ts';

let world: World;
let host: User;
let hostCtx: Ctx;
let system: Ctx;
let session: number;

beforeAll(async () => {
  world = await openWorld();
  host = await world.user('host');
  hostCtx = world.as(host);
  system = world.as({ type: 'system', job: 'test' });
  session = await world.linkWhatsapp();
});
beforeEach(async () => {
  world.setClock(MORNING);
  await world.ctx.db.delete(schema.messages);
});
afterAll(() => world.close());

const messagesOf = (appointmentId: number) =>
  world.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, appointmentId) });

const noticesOf = (appointmentId: number) =>
  world.ctx.db.query.notifications.findMany({ where: eq(schema.notifications.appointmentId, appointmentId) });

async function message(id: number): Promise<Message> {
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.id, id) });
  if (!row) throw new Error('the message is gone');
  return row;
}

/** The WhatsApp message of a new booking. */
async function queued(given: Parameters<typeof book>[1] = {}): Promise<Message & { appointmentId: number }> {
  const { id } = await book(hostCtx, given);
  const [row] = await messagesOf(id);
  if (!row) throw new Error('nothing was written');
  return { ...row, appointmentId: id };
}

async function claimed(id: number): Promise<ClaimedMessage> {
  const row = await claimMessage(system, id, { waSessionId: session });
  if (!row) throw new Error('somebody else has it');
  return row;
}

describe('a message that will not arrive', () => {
  const sweepTwiceADayLater = async () => {
    world.setClock(after(MORNING, days(1) + 1));
    await Promise.all([sweepOutbox(system), sweepOutbox(system)]);
    await sweepOutbox(system);
  };

  test('goes by e-mail in the same words, once, when the guest has an address', async () => {
    const row = await queued({ guestLocale: 'en' });
    await world.ctx.db
      .update(schema.guests)
      .set({ email: 'late@example.org' })
      .where(eq(schema.guests.id, Number(row.guestId)));
    await sweepTwiceADayLater();
    const [failed, mail, ...more] = await messagesOf(row.appointmentId);
    expect(more).toEqual([]);
    expect(failed).toMatchObject({ status: 'failed', reason: 'expired', failedAt: after(MORNING, days(1) + 1) });
    expect(mail).toMatchObject({
      channel: 'email',
      recipient: 'late@example.org',
      status: 'queued',
      replaces: row.id,
      passId: row.passId,
      subject: 'Your pass for Sekolah',
      body: row.body.replace('\n\nReply STOP to end WhatsApp messages.', ''),
    });
    expect(mail?.body).not.toContain('STOP');
    expect(await noticesOf(row.appointmentId)).toEqual([]);
  });

  test('is told to the host, once, when the guest has no address', async () => {
    const row = await queued({ guestName: 'Pak Tono' });
    await sweepTwiceADayLater();
    expect(await messagesOf(row.appointmentId)).toHaveLength(1);
    const notices = await noticesOf(row.appointmentId);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      userId: host.id,
      kind: 'message_failed',
      data: { guestName: 'Pak Tono', channel: 'whatsapp', reason: 'expired' },
    });
  });

  test('needs nothing more when a mail says the same already', async () => {
    const row = await queued({ guestEmail: 'siti@example.org' });
    await failMessage(system, await claimed(row.id), 'not_on_whatsapp');
    expect(await messagesOf(row.appointmentId)).toHaveLength(2);
    expect(await noticesOf(row.appointmentId)).toEqual([]);
  });

  test('is told to the host when that mail has failed before', async () => {
    const row = await queued({ guestEmail: 'wrong@example.org' });
    const mail = (await messagesOf(row.appointmentId)).find(({ channel }) => channel === 'email');
    await failMessage(system, await claimed(Number(mail?.id)), 'mail_refused');
    expect(await noticesOf(row.appointmentId)).toHaveLength(1);
    await failMessage(system, await claimed(row.id), 'not_on_whatsapp');
    expect((await noticesOf(row.appointmentId)).map(({ data }) => data['channel'])).toEqual(['email', 'whatsapp']);
    expect(await messagesOf(row.appointmentId)).toHaveLength(2);
  });

  test('twenty who find out at once make one mail', async () => {
    const row = await queued();
    await world.ctx.db
      .update(schema.guests)
      .set({ email: 'x@example.org' })
      .where(eq(schema.guests.id, Number(row.guestId)));
    const claim = await claimed(row.id);
    const crowd = { ...system, db: world.wide(20).db };
    await Promise.all(Array.from({ length: 20 }, () => failMessage(crowd, claim, 'refused')));
    expect(await messagesOf(row.appointmentId)).toHaveLength(2);
  });
});

describe('without a linked WhatsApp', () => {
  const setStatus = (status: 'stopped' | 'connected') =>
    world.ctx.db.update(schema.waSessions).set({ status }).where(eq(schema.waSessions.id, session));

  test('booking works, the message waits and says why, and linking sends it', async () => {
    await setStatus('stopped');
    const before = await world.jobs.depth(whatsappQueue(session));
    const row = await queued();
    expect(await world.jobs.depth(whatsappQueue(session))).toBe(before);
    expect(await messagesOfAppointment(hostCtx, row.appointmentId)).toMatchObject([
      { id: row.id, status: 'queued', reason: 'whatsapp_not_linked' },
    ]);
    await setStatus('connected');
    expect(await enqueueDue(system, { channel: 'whatsapp' })).toBe(1);
    expect(await world.jobs.depth(whatsappQueue(session))).toBe(before + 1);
    expect(await messagesOfAppointment(hostCtx, row.appointmentId)).toMatchObject([{ reason: null }]);
  });
});

describe('the ledger', () => {
  test("is the host's own and the admin's", async () => {
    const row = await queued();
    const ledger = (ctx: Ctx) => messagesOfAppointment(ctx, row.appointmentId);
    expect(await ledger(world.as(await world.user('admin')))).toHaveLength(1);
    await expect(ledger(world.as(await world.user('host')))).rejects.toMatchObject({ reason: 'not_your_appointment' });
    await expect(ledger(world.as(await world.user('receptionist')))).rejects.toMatchObject({
      reason: 'role_not_allowed',
    });
    await expect(messagesOfAppointment(hostCtx, 999_999)).rejects.toMatchObject({ reason: 'appointment_unknown' });
  });
});

describe('a visit cancelled while its pass is being sent', () => {
  test('is not sent again when the attempt fails', async () => {
    const row = await queued();
    const claim = await claimed(row.id);
    await cancelAppointment(hostCtx, row.appointmentId);
    await retryLater(system, claim, 'no_ack');
    expect(await message(row.id)).toMatchObject({ status: 'cancelled', reason: 'appointment_cancelled' });
    world.setClock(after(MORNING, minutes(5)));
    await sweepOutbox(system);
    expect(await claimMessage(system, row.id)).toBeNull();
  });

  test('is in the ledger as sent when it went out all the same', async () => {
    const row = await queued();
    await claimed(row.id);
    await cancelAppointment(hostCtx, row.appointmentId);
    await recordProgress(system, { id: row.id }, 'sent');
    await recordProgress(system, { waMessageId: String(row.waMessageId) }, 'read');
    expect(await message(row.id)).toMatchObject({ status: 'read', reason: null });
  });
});
