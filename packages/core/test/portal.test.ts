import { and, count, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { askToCancel, cancelAppointment, passOfAppointment } from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import { eraseGuest, exportGuest, listGuests, updateGuest } from '../src/guests/index.ts';
import type { Ctx } from '../src/index.ts';
import { wordsToSend } from '../src/messages/index.ts';
import { listNotifications } from '../src/notifications/index.ts';
import {
  endGuestSession,
  guestBehind,
  listOwnVisits,
  logInGuest,
  requestGuestLink,
  setGuestPassword,
  startGuestSession,
} from '../src/portal/index.ts';
import { cancelImport, getImport, runImport, startImport } from '../src/visit-imports/index.ts';
import { book } from './booking-form.ts';
import { after, hours, minutes, MORNING, openWorld, SOON, type User, type World } from './world.ts';

/** The server looks at its locks anew when nobody has for a tenth of a second. */
const RARELY = { ...SOON, interval: 200 };
const PASSWORD = 'kopi tubruk hangat';

let world: World;
let host: User;
let hostCtx: Ctx;
let adminCtx: Ctx;

beforeAll(async () => {
  world = await openWorld();
  host = await world.user('host', { name: 'Bu Rina' });
  hostCtx = world.as(host);
  adminCtx = world.as(await world.user('admin'));
});
beforeEach(() => world.setClock(MORNING));
afterAll(() => world.close());

const guestOf = async (appointmentId: number) => {
  const [row] = await world.ctx.db
    .select({ guest: schema.guests })
    .from(schema.appointments)
    .innerJoin(schema.guests, eq(schema.guests.id, schema.appointments.guestId))
    .where(eq(schema.appointments.id, appointmentId));
  if (!row) throw new Error('no guest');
  return row.guest;
};
const linksSentTo = (phone: string) =>
  world.ctx.db.query.messages.findMany({
    where: (m, { and, eq: is }) => and(is(m.kind, 'portal_link'), is(m.recipient, phone)),
    orderBy: (m, { asc }) => asc(m.id),
  });
/** Asks for a link as the guest would, and takes the token out of the newest message. */
async function tokenSentTo(phone: string): Promise<string> {
  await requestGuestLink(world.ctx, { phone });
  const message = (await linksSentTo(phone)).at(-1);
  return message?.secret?.split('/').at(-1) ?? '';
}

describe('the guest portal', () => {
  test('is entered by a link to the number we know, then by a password of one’s own', async () => {
    const { id } = await book(hostCtx, { guestPhone: '0812 1111 2222' });
    const guest = await guestOf(id);
    const phone = guest.phone ?? '';
    const token = await tokenSentTo(phone);
    const [message] = await linksSentTo(phone);
    expect(message?.body).toContain('{secret}');
    expect(message && wordsToSend(message)).toContain(`/guest/password/${token}`);
    expect(await setGuestPassword(world.ctx, { token, password: PASSWORD })).toEqual({ guestId: guest.id });
    await expect(setGuestPassword(world.ctx, { token, password: PASSWORD })).rejects.toMatchObject({
      reason: 'password_link_over',
    });
    // As it is typed at home, not as it is stored.
    expect(await logInGuest(world.ctx, { phone: '081211112222', password: PASSWORD })).toEqual({ guestId: guest.id });
  });

  test('tells nobody which numbers it knows', async () => {
    await requestGuestLink(world.ctx, { phone: '0812 9999 0000' });
    expect(await linksSentTo('+6281299990000')).toEqual([]);
    const { id } = await book(hostCtx, { guestPhone: '0812 1111 3333' });
    const { phone } = await guestOf(id);
    for (const wrong of [
      { phone: phone ?? '', password: PASSWORD },
      { phone: '0812 9999 0000', password: PASSWORD },
      { phone: 'nonsense', password: PASSWORD },
    ]) {
      await expect(logInGuest(world.ctx, wrong)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        reason: 'guest_login_failed',
      });
    }
  });

  test('sends its link to the number alone while WhatsApp reaches it: a host may have typed the address', async () => {
    const colleague = world.as(await world.user('host'));
    const { guestId } = await book(hostCtx, { guestPhone: '0812 1111 9999' });
    await book(colleague, { guestPhone: '0812 1111 9999', guestEmail: 'colleague@example.org' });
    const session = {
      name: 'linked',
      isDefault: true,
      status: 'connected',
      statusAt: MORNING,
      createdAt: MORNING,
    } as const;
    await world.ctx.db.insert(schema.waSessions).values(session);
    await requestGuestLink(world.ctx, { phone: '0812 1111 9999' });
    await world.ctx.db.delete(schema.waSessions);
    const links = await world.ctx.db.query.messages.findMany({
      where: (m, { and: all, eq: is }) => all(is(m.kind, 'portal_link'), is(m.guestId, guestId)),
    });
    expect(links).toMatchObject([{ channel: 'whatsapp', recipient: '+6281211119999' }]);
  });

  test('takes the newest link only, for an hour', async () => {
    const { id } = await book(hostCtx, { guestPhone: '0812 1111 4444' });
    const { phone } = await guestOf(id);
    const first = await tokenSentTo(phone ?? '');
    const second = await tokenSentTo(phone ?? '');
    const over = { reason: 'password_link_over' };
    await expect(setGuestPassword(world.ctx, { token: first, password: PASSWORD })).rejects.toMatchObject(over);
    world.setClock(after(MORNING, minutes(60)));
    await expect(setGuestPassword(world.ctx, { token: second, password: PASSWORD })).rejects.toMatchObject(over);
    world.setClock(after(MORNING, minutes(59)));
    await setGuestPassword(world.ctx, { token: second, password: PASSWORD });
  });

  test('shows a guest the own visits with the pass, and nobody else’s', async () => {
    const mine = await book(hostCtx, { guestPhone: '0812 1111 5555' });
    await book(hostCtx, { guestPhone: '0812 1111 6666' });
    const guest = await guestOf(mine.id);
    const { secret } = await startGuestSession(world.ctx, guest.id);
    const actor = await guestBehind(world.ctx, secret);
    if (!actor) throw new Error('no session');
    const { token } = await passOfAppointment(hostCtx, mine.id);
    const own = await listOwnVisits(world.as(actor), { page: 1, pageSize: 10 });
    expect(own).toMatchObject({ total: 1, items: [{ id: mine.id, hostName: 'Bu Rina', status: 'scheduled', token }] });
    await cancelAppointment(hostCtx, mine.id);
    const later = await listOwnVisits(world.as(actor), { page: 1, pageSize: 10 });
    expect(later.items).toMatchObject([{ status: 'cancelled', token: null }]);
    await endGuestSession(world.ctx.db, secret);
    expect(await guestBehind(world.ctx, secret)).toBeNull();
  });
});

describe('a corrected number or address', () => {
  const NEW = '+6281233330009';
  /** A guest who was booked with a wrong number and address, and somebody else there who has a password and is logged in. */
  async function strangerInside(guestPhone: string) {
    const { id } = await book(hostCtx, { guestPhone, guestEmail: 'stranger@example.org' });
    const { id: guestId, name, phone } = await guestOf(id);
    if (!phone) throw new Error('no number');
    await setGuestPassword(world.ctx, { token: await tokenSentTo(phone), password: PASSWORD });
    const { secret } = await startGuestSession(world.ctx, guestId);
    const token = await tokenSentTo(phone);
    return {
      guestId,
      phone,
      token,
      correct: (given: { name?: string; phone?: string; email?: string }) =>
        updateGuest(adminCtx, guestId, { name, phone, email: 'stranger@example.org', locale: 'id', ...given }),
      isLoggedIn: async () => (await guestBehind(world.ctx, secret)) !== null,
    };
  }
  const visitMessages = async (guestId: number) =>
    (await world.ctx.db.query.messages.findMany({ where: eq(schema.messages.guestId, guestId) }))
      .filter(({ kind, status }) => kind === 'pass' && status !== 'cancelled')
      .map(({ channel, recipient, status }) => [channel, recipient, status]);

  test('shuts out whoever had the old number', async () => {
    const { guestId, token, correct, isLoggedIn } = await strangerInside('0812 3333 0001');
    await correct({ phone: NEW });
    expect(await isLoggedIn()).toBe(false);
    await expect(setGuestPassword(world.ctx, { token, password: PASSWORD })).rejects.toMatchObject({
      reason: 'password_link_over',
    });
    await expect(logInGuest(world.ctx, { phone: NEW, password: PASSWORD })).rejects.toMatchObject({
      reason: 'guest_login_failed',
    });
    // The guest gets in as anybody does.
    await setGuestPassword(world.ctx, { token: await tokenSentTo(NEW), password: PASSWORD });
    expect(await logInGuest(world.ctx, { phone: NEW, password: PASSWORD })).toEqual({ guestId });
  });

  test('shuts out whoever had the old address, and nobody for a name or a first address', async () => {
    const { correct, isLoggedIn } = await strangerInside('0812 3333 0002');
    await correct({ name: 'Siti Aminah' });
    expect(await isLoggedIn()).toBe(true);
    await correct({ email: '' });
    expect(await isLoggedIn()).toBe(false);
    const { id } = await book(hostCtx, { guestPhone: '0812 3333 0003' });
    const { id: guestId, name, phone } = await guestOf(id);
    const { secret } = await startGuestSession(world.ctx, guestId);
    await updateGuest(adminCtx, guestId, { name, phone: phone ?? '', email: 'siti@example.org', locale: 'id' });
    expect(await guestBehind(world.ctx, secret)).not.toBeNull();
  });

  test('is where the waiting messages go, each under an id of its own', async () => {
    const { guestId, phone, correct } = await strangerInside('0812 3333 0004');
    const written = await world.ctx.db.query.messages.findMany({ where: eq(schema.messages.guestId, guestId) });
    await correct({ name: 'Siti Aminah' });
    expect(await visitMessages(guestId)).toEqual([
      ['whatsapp', phone, 'queued'],
      ['email', 'stranger@example.org', 'queued'],
    ]);
    await correct({ phone: '+6281233330008' });
    expect(await visitMessages(guestId)).toEqual([
      ['email', 'stranger@example.org', 'queued'],
      ['whatsapp', '+6281233330008', 'queued'],
    ]);
    const again = await world.ctx.db.query.messages.findMany({
      where: eq(schema.messages.recipient, '+6281233330008'),
    });
    const first = written.find(({ kind, channel }) => kind === 'pass' && channel === 'whatsapp');
    expect(again).toMatchObject([{ body: first?.body, passId: first?.passId, createdAt: first?.createdAt }]);
    expect(again[0]?.waMessageId).toMatch(/^3EB0/);
    expect(again[0]?.waMessageId).not.toBe(first?.waMessageId);
    // The link that still waited would have let the stranger in.
    expect(await linksSentTo(phone)).toMatchObject([
      { status: 'cancelled', reason: 'recipient_changed', secret: null },
      { status: 'cancelled', reason: 'recipient_changed', secret: null },
    ]);
  });

  test('calls off what waits when it is empty, and leaves alone what is on its way', async () => {
    const { guestId, phone, correct } = await strangerInside('0812 3333 0005');
    await world.ctx.db
      .update(schema.messages)
      .set({ status: 'sending' })
      .where(and(eq(schema.messages.guestId, guestId), eq(schema.messages.channel, 'whatsapp')));
    await correct({ phone: '', email: '' });
    expect(await visitMessages(guestId)).toEqual([['whatsapp', phone, 'sending']]);
  });
});

test('a guest’s wish to cancel reaches the host once, and not after the guest has come', async () => {
  const { id } = await book(hostCtx, { guestPhone: '0812 1111 7777' });
  const { token } = await passOfAppointment(hostCtx, id);
  await Promise.all([askToCancel(world.ctx, token), askToCancel(world.ctx, token)]);
  const { items } = await listNotifications(hostCtx, { pageSize: 50 });
  expect(items.filter((n) => n.kind === 'cancel_requested' && n.appointmentId === id)).toHaveLength(1);
  const other = await book(hostCtx, { guestPhone: '0812 1111 8888' });
  const pass = await passOfAppointment(hostCtx, other.id);
  world.setClock(after(MORNING, hours(1)));
  await scanPass(adminCtx, { scanned: pass.token, method: 'typed', desk: 'Front' });
  await expect(askToCancel(world.ctx, pass.token)).rejects.toMatchObject({ reason: 'not_now' });
  await expect(askToCancel(world.ctx, 'AAAA')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('a guest who wants to be forgotten', () => {
  test('is, while the visits stay in the count', async () => {
    const { id } = await book(hostCtx, {
      guestPhone: '0812 2222 1111',
      guestName: 'Pak Lupa',
      purpose: 'rahasia keluarga',
    });
    const guest = await guestOf(id);
    await expect(eraseGuest(adminCtx, guest.id)).rejects.toMatchObject({ reason: 'guest_expected' });
    const copy = JSON.stringify(await exportGuest(adminCtx, guest.id));
    for (const part of ['Pak Lupa', '+6281222221111', 'rahasia keluarga']) expect(copy).toContain(part);
    await cancelAppointment(hostCtx, id);
    const { importId } = await startImport(hostCtx, {
      fileName: 'wali.csv',
      csv: 'nama,telepon,tanggal,jam,keperluan\nPak Lupa,0812-2222-1111,2026-11-24,10:00,rahasia keluarga\n',
    });
    await cancelImport(hostCtx, importId);
    await runImport(world.ctx, importId, new AbortController().signal);
    await eraseGuest(adminCtx, guest.id);
    const { rows } = await getImport(hostCtx, importId);
    expect(rows.items).toMatchObject([{ guestName: '—', status: 'skipped' }]);
    expect((await listGuests(adminCtx, { pageSize: 100 })).items.map((row) => row.name)).not.toContain('—');
    expect(await guestOf(id)).toMatchObject({ name: '—', phone: null, email: null });
    const tables = await Promise.all(
      [
        schema.guests,
        schema.appointments,
        schema.messages,
        schema.notifications,
        schema.auditLog,
        schema.visitImportRows,
      ].map((table) => world.ctx.db.select().from(table)),
    );
    const text = JSON.stringify(tables, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    for (const part of ['Pak Lupa', '81222221111', 'rahasia keluarga']) expect(text).not.toContain(part);
    const passes = await world.ctx.db.query.passes.findMany({ where: eq(schema.passes.guestId, guest.id) });
    expect(passes.map(({ revokedReason }) => revokedReason)).toEqual(['erased']);
    expect(await world.ctx.db.$count(schema.appointments, eq(schema.appointments.id, id))).toBe(1);
  });

  test('is unknown to whoever would write a name or number back', async () => {
    const { id } = await book(hostCtx, { guestPhone: '0812 2222 2222' });
    const { id: guestId, name, phone } = await guestOf(id);
    await cancelAppointment(hostCtx, id);
    await eraseGuest(adminCtx, guestId);
    const corrected = updateGuest(adminCtx, guestId, { name, phone: phone ?? '', email: '', locale: 'id' });
    await expect(corrected).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'guest_unknown' });
    expect(await guestOf(id)).toMatchObject({ name: '—', phone: null });
  });

  test('is somebody new to a host who books at that moment, and is sent no link', async () => {
    const guestPhone = '0812 2222 3333';
    const { id } = await book(hostCtx, { guestPhone });
    const { id: guestId } = await guestOf(id);
    await cancelAppointment(hostCtx, id);
    const crowd = world.wide(4).db;
    const standingPass = eq(schema.passes.guestId, guestId);
    const { erasing, booking, asking } = await crowd.transaction(async (tx) => {
      // The erasure stops here, when the name is gone and nobody else sees that yet.
      await tx.select().from(schema.passes).where(standingPass).for('update');
      const erasing = eraseGuest({ ...adminCtx, db: crowd }, guestId);
      await expect.poll(waitingForLocks, RARELY).toBe(1);
      const booking = book(
        { ...hostCtx, db: crowd },
        { guestPhone, guestEmail: 'siti@example.org', renameGuest: true },
      );
      const asking = requestGuestLink({ ...world.ctx, db: crowd }, { phone: guestPhone });
      await expect.poll(waitingForLocks, RARELY).toBe(3);
      return { erasing, booking, asking };
    });
    const [booked] = await Promise.all([booking, erasing, asking]);
    expect(booked.guestId).not.toBe(guestId);
    expect(await guestOf(id)).toMatchObject({ id: guestId, name: '—', phone: null, email: null });
    expect(await world.ctx.db.$count(schema.messages, eq(schema.messages.guestId, guestId))).toBe(0);
  });
});

/** How many transactions of this database wait for another one's lock. */
async function waitingForLocks(): Promise<number> {
  const [row] = await world.ctx.db
    .select({ waiting: count() })
    .from(sql`information_schema.innodb_trx join information_schema.processlist on id = trx_mysql_thread_id`)
    .where(sql`trx_state = 'LOCK WAIT' and db = database()`);
  return row?.waiting ?? 0;
}
