import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Ctx } from '@sowan/core';
import { approveMember } from '@sowan/core/cards';
import { createMember, unsubscribeMember } from '@sowan/core/members';
import { resolvePass } from '@sowan/core/passes';
import { schema } from '@sowan/db';
import { makeUser, type TestDatabase } from '@sowan/db/test';
import { verifyScan } from '@sowan/qr';
import { sendMail } from '../src/jobs/send-mail.ts';
import type { MailTransport } from '../src/mail/transport.ts';
import { openMailOffice, type MailOffice } from './mail-office.ts';
import { unsupported } from './mail-support.ts';

let office: MailOffice;
let database: TestDatabase;
let transport: MailTransport;
let context: MailOffice['context'];
let inbox: Buffer[];
let admin: Ctx;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  await prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer }, fireImmediately: true });
  office = await openMailOffice();
  ({ database, transport, context, inbox } = office);
  const id = await makeUser(database.db, { role: 'admin' });
  admin = { ...context.ctx, actor: { type: 'user', id, role: 'admin', name: 'Admin', locale: 'id' } };
});
afterAll(() => office.close());
beforeEach(() => void (inbox.length = 0));

async function cardMail(locale: 'id' | 'en' | 'fr', name = 'Siti Aminah') {
  const member = await createMember(admin, { name, email: `${randomUUID()}@example.org`, locale });
  const card = await approveMember(admin, member.id);
  const row = await database.db.query.messages.findFirst({
    where: and(eq(schema.messages.memberId, member.id), eq(schema.messages.channel, 'email')),
  });
  await sendMail(context.ctx, transport, row?.id ?? 0);
  const raw = inbox.at(-1) ?? Buffer.alloc(0);
  const mail = await PostalMime.parse(raw);
  return { member, card, raw, mail, html: mail.html ?? '', text: mail.text ?? '' };
}

async function decode(content: ArrayBuffer | Uint8Array | string): Promise<string> {
  const [code] = await readBarcodes(new Uint8Array(content as ArrayBuffer), { formats: ['QRCode'] });
  return code?.text ?? '';
}

const YEAR = String(new Date().getFullYear());
const SAID = {
  id: ['Nomor anggota', 'Cara memakai kartu', 'Jangan dibagikan', 'Ada pertanyaan?', `31 Desember ${YEAR}`],
  en: ['Member number', 'How to use your card', 'do not share', 'Questions?', `31 December ${YEAR}`],
  fr: [
    'Numéro de membre',
    'Comment utiliser votre carte',
    'Ne le partagez pas',
    'Une question ?',
    `31 décembre ${YEAR}`,
  ],
};

describe('the mail with a membership card', () => {
  test('shows the code and has it attached by member number; both scan as the same valid card', async () => {
    const { member, card, mail, html } = await cardMail('id');
    const name = `qr_${member.number}.png`;
    const pictures = mail.attachments.filter(({ mimeType }) => mimeType === 'image/png');
    expect(pictures.map(({ filename, disposition }) => [filename, disposition])).toEqual([
      [name, 'inline'],
      [name, 'attachment'],
    ]);
    expect(html).toContain(`src="cid:${pictures[0]?.contentId?.replace(/[<>]/g, '') ?? '?'}"`);
    const [shown = '', attached] = await Promise.all(pictures.map(({ content }) => decode(content)));
    expect(attached).toBe(shown);
    const token = /\/P\/(\w{40})$/.exec(shown)?.[1] ?? '';
    expect(token).toBe(card.token);
    expect(verifyScan(context.ctx.pass.keyring, token)).toMatchObject({ ok: true });
    expect(await resolvePass(database.db, context.ctx.pass, token)).toMatchObject({
      found: true,
      pass: { memberId: member.id, revokedAt: null },
    });
  });

  test.for(['id', 'en', 'fr'] as const)('says everything in %s, as HTML and as text', async (locale) => {
    const { member, card, html, text, mail } = await cardMail(locale);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(mail.subject).toContain(YEAR);
    for (const words of [html, text]) {
      for (const said of [
        ...SAID[locale],
        member.number,
        'Siti Aminah',
        YEAR,
        `/p/${card.token}`,
        'kantor@example.org',
      ])
        expect(words).toContain(said);
    }
  });

  test('uses only what mail clients show, fetches nothing, and is small', async () => {
    const { html, raw } = await cardMail('fr', 'Zoé "<img src=x>" & Fils');
    expect(unsupported(html)).toEqual([]);
    expect(html.match(/src="(?!cid:)/g)).toBeNull();
    expect(html).not.toContain('<img src=x>');
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(raw.length).toBeLessThan(100_000);
  });

  test('has no address where nobody reads the answers', async () => {
    const silent = { ...transport, from: 'Sowan <no-reply@example.org>' };
    const { member } = await cardMail('en');
    await database.db.update(schema.messages).set({ status: 'queued' }).where(eq(schema.messages.memberId, member.id));
    const [row] = await database.db.select().from(schema.messages).where(eq(schema.messages.memberId, member.id));
    await sendMail(context.ctx, silent, row?.id ?? 0);
    const mail = await PostalMime.parse(inbox.at(-1) ?? '');
    expect(mail.text).toContain('Questions?');
    expect(mail.text).not.toContain('no-reply@');
  });
});

describe('mail to many members', () => {
  const queueAgain = (memberId: number, bulk: boolean) =>
    database.db.update(schema.messages).set({ status: 'queued', bulk }).where(eq(schema.messages.memberId, memberId));
  const rowOf = (memberId: number) =>
    database.db.query.messages.findFirst({ where: eq(schema.messages.memberId, memberId) });

  test('can be ended at one click, by its reader alone; what is for one member still comes', async () => {
    const { member, mail: personal } = await cardMail('fr');
    const header = (mail: typeof personal, key: string) => mail.headers.find((each) => each.key === key)?.value;
    expect(header(personal, 'list-unsubscribe')).toBeUndefined();
    await queueAgain(member.id, true);
    const row = await rowOf(member.id);
    await sendMail(context.ctx, transport, row?.id ?? 0);
    const mail = await PostalMime.parse(inbox.at(-1) ?? '');
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const [, token = ''] =
      /^<https:\/\/tamu\.example\.org\/u\/([\w-]+)>$/.exec(header(mail, 'list-unsubscribe') ?? '') ?? [];
    for (const words of [mail.text, mail.html]) expect(words).toContain(`/u/${token}`);
    expect(unsupported(mail.html ?? '')).toEqual([]);

    const reader: Ctx = { ...context.ctx, actor: { type: 'public' } };
    const forged = token.replace(`-${String(member.id)}-`, `-${String(member.id + 1)}-`);
    for (const wrong of [forged, '', `${token}A`, token.slice(0, -1)])
      await expect(unsubscribeMember(reader, wrong)).rejects.toMatchObject({ reason: 'link_invalid' });
    await unsubscribeMember(reader, token);
    await unsubscribeMember(reader, token);

    inbox.length = 0;
    await queueAgain(member.id, true);
    await sendMail(context.ctx, transport, row?.id ?? 0);
    expect(inbox).toHaveLength(0);
    expect(await rowOf(member.id)).toMatchObject({ status: 'failed', reason: 'mail_stopped' });
    await queueAgain(member.id, false);
    await sendMail(context.ctx, transport, row?.id ?? 0);
    expect(inbox).toHaveLength(1);
  });
});

test('the table of what mail clients show finds what they do not', () => {
  expect(unsupported('<div><td style="position:absolute;color:#000"><span style="padding:1px">')).toEqual([
    'div',
    'td: position',
    'span',
    'span: padding',
  ]);
});
