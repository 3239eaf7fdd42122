import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bookAppointment } from '@sowan/core/appointments';
import { sweepOutbox } from '@sowan/core/messages';
import { createUser } from '@sowan/core/users';
import type { Ctx } from '@sowan/core';
import { schema } from '@sowan/db';
import { makeUser, type TestDatabase } from '@sowan/db/test';
import { verifyScan } from '@sowan/qr';
import { sendMail } from '../src/jobs/send-mail.ts';
import { composeMail } from '../src/mail/compose.ts';
import { smtpTransport, type MailTransport } from '../src/mail/transport.ts';
import { openMailOffice, type MailOffice } from './mail-office.ts';

let office: MailOffice;
let database: TestDatabase;
let transport: MailTransport;
let context: MailOffice['context'];
let inbox: Buffer[];

beforeAll(async () => {
  office = await openMailOffice();
  ({ database, transport, context, inbox } = office);
});
afterAll(() => office.close());
beforeEach(() => {
  inbox.length = 0;
  office.answer = null;
});

async function mailOfABooking(): Promise<typeof schema.messages.$inferSelect> {
  const hostId = await makeUser(database.db, { name: 'Bu Ratna' });
  const actor = { type: 'user', id: hostId, role: 'host', name: 'Bu Ratna', locale: 'id' } as const;
  const ctx: Ctx = { ...context.ctx, actor };
  const { id } = await bookAppointment(ctx, {
    guestName: 'Siti <Aminah> & Co',
    guestPhone: `0812${String(Math.floor(10_000_000 + Math.random() * 80_000_000))}`,
    guestEmail: 'siti@example.org',
    purpose: 'Rapor',
    scheduledAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const mail = await database.db.query.messages.findFirst({
    where: (m, { and }) => and(eq(m.appointmentId, id), eq(m.channel, 'email')),
  });
  if (!mail) throw new Error('the booking wrote no mail');
  return mail;
}

const rowOf = (id: number) => database.db.query.messages.findFirst({ where: eq(schema.messages.id, id) });

describe('a mail of the outbox', () => {
  test('arrives with its QR shown and attached, and the row says sent', async () => {
    const message = await mailOfABooking();
    await sendMail(context.ctx, transport, message.id);
    expect(inbox).toHaveLength(1);
    const mail = await PostalMime.parse(inbox[0] ?? '');
    expect(mail.to?.[0]?.address).toBe('siti@example.org');
    expect(mail.subject).toBe(message.subject);
    expect(mail.text?.trim()).toContain('Bu Ratna');
    expect(mail.html).toContain('Siti &lt;Aminah&gt; &amp; Co');
    const pictures = mail.attachments.filter((part) => part.mimeType === 'image/png');
    expect(pictures).toHaveLength(2);
    const inline = pictures.find((part) => part.contentId);
    expect(mail.html).toContain(`cid:${inline?.contentId?.replace(/[<>]/g, '') ?? '?'}`);
    expect(new Uint8Array(pictures[0]?.content as ArrayBuffer)).toEqual(
      new Uint8Array(pictures[1]?.content as ArrayBuffer),
    );
    const token = /\/p\/([0-9A-Z]{40})/i.exec(message.body)?.[1] ?? '';
    expect(verifyScan(context.ctx.pass.keyring, token).ok).toBe(true);
    expect((await rowOf(message.id))?.status).toBe('sent');
  });

  test('is sent once though two workers take it at the same time', async () => {
    const message = await mailOfABooking();
    await Promise.all([1, 2, 3].map(() => sendMail(context.ctx, transport, message.id)));
    expect(inbox).toHaveLength(1);
  });

  test('refused for good fails with its reason and tells the host', async () => {
    const message = await mailOfABooking();
    office.answer = { code: 550, text: 'no such mailbox' };
    await sendMail(context.ctx, transport, message.id);
    expect(await rowOf(message.id)).toMatchObject({ status: 'failed', reason: 'mail_refused' });
    const appointment = await database.db.query.appointments.findFirst({
      where: eq(schema.appointments.id, message.appointmentId ?? 0),
    });
    const notices = await database.db.query.notifications.findMany({
      where: eq(schema.notifications.userId, appointment?.hostId ?? 0),
    });
    expect(notices).toMatchObject([{ kind: 'message_failed', data: { reason: 'mail_refused' } }]);
  });

  test('put off by the server waits for its next try', async () => {
    const message = await mailOfABooking();
    office.answer = { code: 451, text: 'greylisted' };
    await sendMail(context.ctx, transport, message.id);
    const row = await rowOf(message.id);
    expect(row).toMatchObject({ status: 'queued', reason: 'mail_unreachable', attempts: 1 });
    expect(row?.notBefore?.getTime()).toBeGreaterThan(Date.now());
  });

  test('waits while no mail server answers, and the sweep leaves it until it is due', async () => {
    const message = await mailOfABooking();
    const nowhere = smtpTransport('smtp://127.0.0.1:1', 'kantor@example.org');
    await sendMail(context.ctx, nowhere, message.id);
    nowhere.close();
    await sweepOutbox(context.ctx);
    expect(await rowOf(message.id)).toMatchObject({ status: 'queued', reason: 'mail_unreachable' });
  });
});

describe('a temporary password', () => {
  async function mailOfAnAccount() {
    const adminId = await makeUser(database.db, { role: 'admin' });
    const actor = { type: 'user', id: adminId, role: 'admin', name: 'Admin', locale: 'id' } as const;
    const email = `${randomUUID()}@example.org`;
    await createUser({ ...context.ctx, actor }, { name: 'Pak {secret} Budi', email, role: 'host' });
    const mail = await database.db.query.messages.findFirst({ where: eq(schema.messages.recipient, email) });
    if (!mail?.secret) throw new Error('the account got no mail');
    return { ...mail, secret: mail.secret };
  }

  test('is in the mail, and afterwards nowhere', async () => {
    const { id, secret } = await mailOfAnAccount();
    await sendMail(context.ctx, transport, id);
    const mail = await PostalMime.parse(inbox[0] ?? '');
    for (const words of [mail.text, mail.html]) expect(words).toContain(secret);
    expect(JSON.stringify(await rowOf(id))).not.toContain(secret);
  });

  test('waits with the mail while the server puts it off, and goes when it is refused', async () => {
    const { id, secret } = await mailOfAnAccount();
    office.answer = { code: 451, text: 'greylisted' };
    await sendMail(context.ctx, transport, id);
    expect((await rowOf(id))?.secret).toBe(secret);
    await database.db.update(schema.messages).set({ notBefore: null }).where(eq(schema.messages.id, id));
    office.answer = { code: 550, text: 'no such mailbox' };
    await sendMail(context.ctx, transport, id);
    expect(await rowOf(id)).toMatchObject({ status: 'failed', secret: null });
  });

  test('that is gone is not sent as an empty one', async () => {
    const { id } = await mailOfAnAccount();
    await database.db.update(schema.messages).set({ secret: null }).where(eq(schema.messages.id, id));
    await sendMail(context.ctx, transport, id);
    expect(inbox).toHaveLength(0);
    expect(await rowOf(id)).toMatchObject({ status: 'failed', reason: 'secret_gone' });
  });
});

test('links in a mail are links, and what a person typed cannot become markup', () => {
  const body = 'Halo <script>alert(1)</script>\n\nhttps://tamu.example.org/p/ABC?a=1&b="x"';
  const { html, text } = composeMail(
    { id: 7, recipient: 'a@b.c', subject: 's', body, locale: 'id' },
    null,
    'example.org',
  );
  expect(html).not.toContain('<script>');
  expect(html).toContain(
    '<a href="https://tamu.example.org/p/ABC?a=1&amp;b=&quot;x&quot;" style="word-break:break-all;">',
  );
  expect(text).toBe(body);
});
