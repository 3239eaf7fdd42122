import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { schema } from '@sowan/db';
import { bookAppointment } from '../src/appointments/index.ts';
import type { Ctx } from '../src/index.ts';
import {
  getTemplate,
  listTemplates,
  previewTemplate,
  resetTemplate,
  saveTemplate,
  TEMPLATES,
  type TemplateKind,
} from '../src/messages/index.ts';
import { placeholdersOf } from '../src/messages/template-rules.ts';
import { readLogo, readSettings, removeLogo, setLogo } from '../src/settings/index.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
beforeEach(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
});
afterEach(() => world.close());

const key = { kind: 'pass', locale: 'id' } as const;
const own = { ...key, subject: 'Undangan {organisation}', body: 'Sugeng rawuh, {guest}!\r\n\r\n{when}\n{link}' };

const booked = async () => {
  await bookAppointment(world.as(await world.user('host')), {
    guestName: 'Siti',
    guestPhone: '081234567890',
    guestEmail: 'siti@example.org',
    purpose: 'Rapor',
    scheduledAt: '2026-11-24T09:00:00+07:00',
  });
  const rows = await world.ctx.db.query.messages.findMany({ orderBy: schema.messages.id });
  return rows.slice(-2).map(({ subject, body }) => ({ subject, body }));
};

test('a school says a message in its own words, and goes back to ours', async () => {
  await saveTemplate(admin, own);
  const [whatsapp, mail] = await booked();
  expect(mail?.subject).toBe('Undangan Sekolah');
  expect(mail?.body).toMatch(/^Sugeng rawuh, Siti!\n\nSelasa, 24 November 2026 pukul 09\.00 WIB\nhttps:/);
  expect(whatsapp?.body).toMatch(/^Sugeng rawuh, Siti![^]*STOP[^\n]*$/);
  expect((await listTemplates(admin)).filter((each) => each.own.length > 0)).toEqual([{ kind: 'pass', own: ['id'] }]);
  await resetTemplate(admin, key);
  await resetTemplate(admin, key);
  expect((await booked())[1]?.body).toContain('tanda masuk');
  const actions = (await world.audit()).map(({ action }) => action).filter((action) => action.startsWith('template'));
  expect(actions).toEqual(['template.changed', 'template.reset']);
});

test.each([
  [{ body: 'Halo {tamu} {link}' }, 'placeholder_unknown', '{tamu}'],
  [{ subject: '{naem}' }, 'placeholder_unknown', '{naem}'],
  [{ body: 'Halo {guest}' }, 'placeholder_missing', '{link}'],
])('%o is refused: %s', async (change, reason, name) => {
  const error: unknown = await saveTemplate(admin, { ...own, ...change }).catch((e: unknown) => e);
  expect(error).toMatchObject({ reason, detail: { name } });
  await expect(previewTemplate(admin, { ...own, ...change })).rejects.toThrow(reason);
});

test.each([{ subject: 'two\nlines' }, { subject: ' ' }, { body: ' \n ' }, { kind: 'nonsense' }, { kind: 'toString' }])(
  '%o are no words of a message',
  async (change) => {
    await expect(saveTemplate(admin, { ...own, ...change })).rejects.toThrow();
    expect(await world.ctx.db.query.messageTemplates.findMany()).toEqual([]);
  },
);

test('a secret is never in the subject, which lies open on a locked screen', async () => {
  const words = {
    kind: 'temporary_password',
    locale: 'en',
    subject: 'It is {secret}',
    body: '{secret} {link}',
  } as const;
  await expect(saveTemplate(admin, words)).rejects.toThrow('placeholder_secret');
});

test.each(Object.keys(TEMPLATES) as TemplateKind[])('%s is previewed in each language without a gap', async (kind) => {
  const view = await getTemplate(admin, kind);
  expect(view.words.map(({ locale }) => locale)).toEqual(['id', 'en', 'fr']);
  for (const { preview } of view.words) expect(`${preview.subject}${preview.body}`).not.toMatch(/[{}]|undefined/);
  for (const locale of ['id', 'en', 'fr'] as const)
    await saveTemplate(admin, { kind, locale, ...TEMPLATES[kind][locale] });
  expect(placeholdersOf(kind).map(({ name }) => name)).toContain('organisation');
});

test('the logo is drawn anew, small, and known by its version', async () => {
  const picture = sharp({ create: { width: 900, height: 300, channels: 3, background: '#224488' } });
  expect(await readLogo(world.ctx.db)).toBeNull();
  await setLogo(
    admin,
    await picture
      .withExif({ IFD0: { Artist: 'somebody' } })
      .jpeg()
      .toBuffer(),
  );
  const logo = await readLogo(world.ctx.db);
  expect(await sharp(logo?.bytes).metadata()).toMatchObject({ format: 'png', width: 512, height: 171 });
  expect(logo?.bytes.includes('somebody')).toBe(false);
  expect((await readSettings(world.ctx.db)).logoVersion).toMatch(/^\d+$/);
  await removeLogo(admin);
  expect(await readLogo(world.ctx.db)).toBeNull();
  expect((await readSettings(world.ctx.db)).logoVersion).toBe('');
});

test('what is no picture, or too large, is no logo', async () => {
  await expect(setLogo(admin, Buffer.from('<html>'))).rejects.toThrow('picture_invalid');
  await expect(setLogo(admin, Buffer.alloc(4 * 1024 * 1024 + 1))).rejects.toThrow('picture_too_large');
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  await expect(setLogo(admin, bomb)).rejects.toThrow('picture_invalid');
});
