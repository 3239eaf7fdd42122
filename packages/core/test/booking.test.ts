import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { MAIL_QUEUE } from '@sowan/jobs';
import { bookAppointment, cancelAppointment, finishVisit, meetGuest } from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import { lookUpPhone } from '../src/guests/index.ts';
import type { Ctx } from '../src/index.ts';
import { viewPass } from '../src/passes/index.ts';
import { updateSettings } from '../src/settings/index.ts';
import { book, form } from './booking-form.ts';
import { after, days, MORNING, openWorld, type User, type World } from './world.ts';

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

const appointment = (id: number) =>
  world.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, id) });
const messagesOf = (appointmentId: number) =>
  world.ctx.db.query.messages.findMany({ where: eq(schema.messages.appointmentId, appointmentId) });
const count = async (table: 'guests' | 'appointments' | 'passes' | 'messages' | 'audit_log') => {
  const [rows] = await world.ctx.db.execute(sql`select count(*) as n from ${sql.identifier(table)}`);
  return Number((rows as unknown as { n: number }[])[0]?.n);
};
const everything = async () =>
  Promise.all((['guests', 'appointments', 'passes', 'messages', 'audit_log'] as const).map(count));

describe('when', () => {
  test('never in the past', async () => {
    const before = await everything();
    await expect(book(hostCtx, { scheduledAt: after(MORNING, -1).toISOString() })).rejects.toMatchObject({
      code: 'INVALID',
      reason: 'in_the_past',
    });
    expect(await everything()).toEqual(before);
    const now = await book(hostCtx, { scheduledAt: MORNING.toISOString() });
    expect(await appointment(now.id)).toMatchObject({ scheduledAt: MORNING, status: 'scheduled' });
  });

  test('up to two months ahead, or what the school has set', async () => {
    const inFourMonths = after(MORNING, days(120)).toISOString();
    await expect(book(hostCtx, { scheduledAt: inFourMonths })).rejects.toMatchObject({
      reason: 'too_far_ahead',
      detail: { months: 2, last: '2027-01-23T02:00:00.000Z' },
    });
    await updateSettings(adminCtx, { bookingMonthsAhead: 6 });
    await book(hostCtx, { scheduledAt: inFourMonths });
    await updateSettings(adminCtx, { bookingMonthsAhead: 2 });
  });

  test('an instant must say its zone', async () => {
    await expect(book(hostCtx, { scheduledAt: '2026-11-24T09:00' })).rejects.toThrow('time_invalid');
    const visit = await book(hostCtx, { scheduledAt: '2026-11-24T09:00:00+07:00' });
    expect((await appointment(visit.id))?.scheduledAt).toEqual(new Date('2026-11-24T02:00:00Z'));
  });
});

describe('who', () => {
  test('a guest with a known phone is reused and keeps the stored name, however the number is written', async () => {
    const first = await book(hostCtx, { guestName: 'Siti Aminah', guestPhone: '0812-9000-0001' });
    const second = await book(hostCtx, { guestName: 'Bu Siti', guestPhone: '+62 812 9000 0001' });
    expect(second).toMatchObject({ guestId: first.guestId, guestName: 'Siti Aminah' });
    expect(await lookUpPhone(hostCtx, '62812 9000 0001')).toEqual({
      phone: '+6281290000001',
      guest: { id: first.guestId, name: 'Siti Aminah', email: null },
    });
  });

  test('an e-mail address fills a gap and replaces nothing', async () => {
    const guestPhone = '0812-9000-0002';
    const { guestId } = await book(hostCtx, { guestPhone });
    const email = async () =>
      (await world.ctx.db.query.guests.findFirst({ where: eq(schema.guests.id, guestId) }))?.email;
    await book(hostCtx, { guestPhone, guestEmail: ' Siti@Example.org ' });
    expect(await email()).toBe('siti@example.org');
    const next = await book(hostCtx, { guestPhone, guestEmail: 'other@example.org' });
    expect(await email()).toBe('siti@example.org');
    expect((await messagesOf(next.id)).map(({ recipient }) => recipient)).toContain('siti@example.org');
  });

  test('ten hosts who register the same new guest at once share one guest with one standing pass', async () => {
    const hosts = await Promise.all(Array.from({ length: 10 }, () => world.user('host')));
    const guestPhone = '0812-9000-0003';
    const visits = await Promise.all(
      hosts.map((actor, i) =>
        book(world.as(actor), { guestPhone, guestName: `Name ${String(i)}`, guestEmail: `g${String(i)}@example.org` }),
      ),
    );
    const guests = await world.ctx.db.query.guests.findMany({ where: eq(schema.guests.phone, '+6281290000003') });
    expect(guests).toHaveLength(1);
    expect(new Set(visits.map((visit) => visit.guestName))).toEqual(new Set([guests[0]?.name]));
    expect(new Set(visits.map((visit) => visit.guestId))).toEqual(new Set([guests[0]?.id]));
    expect(new Set(visits.map((visit) => visit.id)).size).toBe(10);
    const passes = await world.ctx.db.query.passes.findMany({
      where: eq(schema.passes.guestId, Number(guests[0]?.id)),
    });
    expect(passes).toHaveLength(1);
  });

  test('a phone number that is none is named as the field to mend', async () => {
    await expect(book(hostCtx, { guestPhone: '0812' })).rejects.toMatchObject({
      reason: 'phone_invalid',
      detail: { field: 'guestPhone' },
    });
  });

  test('words are kept on one line and within bounds', async () => {
    const visit = await book(hostCtx, { purpose: '  The\r\nschool\treport ' });
    expect((await appointment(visit.id))?.purpose).toBe('The school report');
    await expect(book(hostCtx, { purpose: ' \n ' })).rejects.toThrow('required');
    await expect(book(hostCtx, { guestName: 'x'.repeat(121) })).rejects.toThrow('too_long');
    await expect(book(hostCtx, { guestEmail: 'nobody' })).rejects.toThrow('email_invalid');
    await expect(book(hostCtx, { companions: 51 })).rejects.toThrow('too_many');
  });
});

describe('rights', () => {
  test('a host books for nobody else, an admin for any active host', async () => {
    const other = await world.user('host', { name: 'Pak Budi' });
    await expect(book(hostCtx, { hostId: other.id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      reason: 'not_your_appointment',
    });
    const visit = await book(adminCtx, { hostId: other.id });
    expect((await appointment(visit.id))?.hostId).toBe(other.id);
    expect((await book(hostCtx, { hostId: host.id })).id).toBeGreaterThan(visit.id);
  });

  test('nobody can be visited who is no host, was deactivated, or does not exist', async () => {
    const receptionist = await world.user('receptionist');
    const gone = await world.user('host', { active: false });
    for (const hostId of [receptionist.id, gone.id, 999_999]) {
      await expect(book(adminCtx, { hostId })).rejects.toMatchObject({ code: 'INVALID', reason: 'host_unknown' });
    }
  });

  test("a host neither meets, finishes nor cancels another host's visit; an admin may", async () => {
    const stranger = world.as(await world.user('host'));
    const desk = world.as(await world.user('receptionist'));
    const visit = await book(hostCtx);
    const denied = { code: 'FORBIDDEN', reason: 'not_your_appointment' };
    await expect(cancelAppointment(stranger, visit.id)).rejects.toMatchObject(denied);
    await scanPass(desk, { scanned: visit.passToken, method: 'typed', desk: 'A' });
    await expect(meetGuest(stranger, visit.id)).rejects.toMatchObject(denied);
    await meetGuest(adminCtx, visit.id);
    await expect(finishVisit(stranger, visit.id)).rejects.toMatchObject(denied);
    await finishVisit(adminCtx, visit.id);
    expect(await appointment(visit.id)).toMatchObject({ status: 'completed' });
  });
});

describe('the outbox', () => {
  test('a booking writes the pass for every channel the guest has, and says what was agreed', async () => {
    const visit = await book(hostCtx, {
      guestName: 'Siti',
      guestEmail: 'siti@example.org',
      guestLocale: 'en',
      purpose: 'Scholarship',
      scheduledAt: '2026-11-24T09:15:00+07:00',
    });
    const [whatsapp, email, ...more] = await messagesOf(visit.id);
    expect(more).toEqual([]);
    expect(whatsapp).toMatchObject({ channel: 'whatsapp', status: 'queued', kind: 'pass', locale: 'en' });
    expect(whatsapp?.waMessageId).toMatch(/^3EB0[0-9A-F]{18}$/);
    expect(email).toMatchObject({ channel: 'email', recipient: 'siti@example.org', waMessageId: null });
    for (const message of [whatsapp, email]) {
      expect(message?.passId).toBeGreaterThan(0);
      expect(message?.body).toContain('Hello Siti, your appointment with Bu Rina:\nTuesday, 24 November 2026');
      expect(message?.body).toMatch(/09:15 (WIB|GMT\+7)\nAbout: Scholarship/);
      expect(message?.body).toContain(`https://tamu.example.sch.id/p/${visit.passToken}`);
    }
    expect(await world.jobs.depth(MAIL_QUEUE)).toBeGreaterThan(0);
  });

  test('the messages say where to come to, once the school has said so', async () => {
    const place = { address: 'Jl. Merdeka 1', directions: 'Gerbang timur', mapLink: 'https://maps.example.org/x' };
    await updateSettings(adminCtx, place);
    const visit = await book(hostCtx, { guestLocale: 'fr' });
    const [message] = await messagesOf(visit.id);
    expect(message?.body).toContain('\nLieu : Jl. Merdeka 1\nGerbang timur\nhttps://maps.example.org/x\nObjet :');
    expect(await viewPass(world.ctx, visit.passToken)).toMatchObject({ place });
    await updateSettings(adminCtx, { address: '', directions: '', mapLink: '' });
  });

  test('a transaction that fails at its last statement leaves nothing behind: no guest, no message, no job, no event', async () => {
    const before = { rows: await everything(), jobs: await world.jobs.depth(MAIL_QUEUE), heard: world.heard.length };
    await world.ctx.db.execute(
      sql`create trigger full_disk before insert on audit_log for each row signal sqlstate '45000' set message_text = 'full'`,
    );
    await expect(book(hostCtx, { guestEmail: 'never@example.org' })).rejects.toThrow();
    await world.ctx.db.execute(sql`drop trigger full_disk`);
    expect(await everything()).toEqual(before.rows);
    expect(await world.jobs.depth(MAIL_QUEUE)).toBe(before.jobs);
    expect(world.heard).toHaveLength(before.heard);
  });

  test('cancelling drops what waits, revokes the pass and tells the guest', async () => {
    const visit = await book(hostCtx, { guestEmail: 'siti@example.org' });
    await cancelAppointment(hostCtx, visit.id);
    const rows = await messagesOf(visit.id);
    expect(rows.map(({ kind, channel, status }) => `${kind} ${channel} ${status}`)).toEqual([
      'pass whatsapp cancelled',
      'pass email cancelled',
      'cancelled whatsapp queued',
      'cancelled email queued',
    ]);
    const [pass] = await world.ctx.db.query.passes.findMany({ where: eq(schema.passes.appointmentId, visit.id) });
    expect(pass).toMatchObject({ revokedAt: MORNING, revokedReason: 'cancelled' });
  });
});

test('every step of a visit is on record, in the audit log or as a scan: who, when, what', async () => {
  const desk = await world.user('receptionist');
  const visit = await book(hostCtx);
  await scanPass(world.as(desk), { scanned: visit.passToken, method: 'scanner', desk: 'A' });
  await meetGuest(hostCtx, visit.id);
  await finishVisit(hostCtx, visit.id);
  const called = await book(hostCtx);
  await cancelAppointment(hostCtx, called.id);
  const rows = (await world.audit()).filter(({ subjectId }) => subjectId === visit.id || subjectId === called.id);
  expect(rows.map((row) => [row.action, row.actorType, row.actorId, row.at])).toEqual([
    ['appointment.booked', 'user', host.id, MORNING],
    ['appointment.met', 'user', host.id, MORNING],
    ['appointment.completed', 'user', host.id, MORNING],
    ['appointment.booked', 'user', host.id, MORNING],
    ['appointment.cancelled', 'user', host.id, MORNING],
  ]);
  const scans = await world.ctx.db.query.checkIns.findMany({ where: eq(schema.checkIns.appointmentId, visit.id) });
  expect(scans).toMatchObject([{ outcome: 'admitted', userId: desk.id, scannedAt: MORNING, desk: 'A' }]);
});

test('a form with more in it than it should is read for what it should have', async () => {
  const visit = await bookAppointment(hostCtx, { ...form(hostCtx), status: 'completed' } as ReturnType<typeof form>);
  expect((await appointment(visit.id))?.status).toBe('scheduled');
});
