import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import {
  approveMember,
  countPrintable,
  issueCard,
  printCard,
  printCards,
  startCardRun,
  workCardRun,
} from '../src/cards/index.ts';
import type { Ctx } from '../src/index.ts';
import { createMember, deactivateMember, type CreateMember } from '../src/members/index.ts';
import { updateSettings } from '../src/settings/index.ts';
import { readPdf } from './read-pdf.ts';
import { openWorld, type World } from './world.ts';

/** A card's size in points: 85.6 × 54 mm. */
const CARD = { width: 242.65, height: 153.07 };
let world: World;
let admin: Ctx;
let desk: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  desk = world.as(await world.user('receptionist'));
  await updateSettings(admin, { organisationName: 'Perkumpulan Alumni', cardsPerMinute: 60_000 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.ctx.db.delete(schema.messages);
  await world.ctx.db.delete(schema.cardRuns);
  await world.ctx.db.delete(schema.members);
});

async function enter(given: Partial<CreateMember> & { name: string }): Promise<{ id: number; qr: string }> {
  const { id } = await createMember(admin, given);
  const { token } = await approveMember(admin, id);
  return { id, qr: `HTTPS://TAMU.EXAMPLE.SCH.ID/P/${token}` };
}
async function enterMany(count: number) {
  const entered = [];
  for (let i = 1; i <= count; i++) entered.push(await enter({ name: `Anggota ${String(i)}` }));
  return entered;
}
async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
const everybody = { year: 2026, selection: { filter: {} } };
const print = async (wish: Parameters<typeof printCards>[1]) =>
  readPdf(await bytesOf(await printCards(admin, wish, 'id')));
const unspaced = (text: string) => text.replaceAll(/\s/g, '');

test('ten cards stand on an A4 sheet, and each code is read from the printed page', async () => {
  const members = await enterMany(12);
  expect(await countPrintable(admin, everybody)).toEqual({ cards: 12, sheets: 2 });
  const [first, second, ...more] = await print(everybody);
  expect(more).toEqual([]);
  expect([Math.round(first?.width ?? 0), Math.round(first?.height ?? 0)]).toEqual([595, 842]);
  expect([...(first?.codes ?? []), ...(second?.codes ?? [])]).toEqual(members.map(({ qr }) => qr));
  expect(first?.codes).toHaveLength(10);
  expect(first?.text).toContain('Perkumpulan Alumni');
  expect(first?.text).toContain('M-2026-0001');
  expect(unspaced(second?.text ?? '')).toContain('2/2');
});

test('a single card has a page of its own size', async () => {
  const { id, qr } = await enter({ name: 'Siti Nurhaliza', locale: 'fr' });
  const [page, ...more] = await readPdf(await printCard(desk, id, 2026));
  expect(more).toEqual([]);
  expect(page?.width).toBeCloseTo(CARD.width, 0);
  expect(page?.height).toBeCloseTo(CARD.height, 0);
  expect(page?.codes).toEqual([qr]);
  for (const text of ['Siti Nurhaliza', 'Carte de membre', 'Ordinaire', '31 décembre 2026', '2026'])
    expect(page?.text).toContain(text);
  await expect(printCard(desk, id, 2025)).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'card_unknown' });
});

test('each card is in its member’s language, with the code to be typed', async () => {
  const { qr } = await enter({ name: 'Budi', locale: 'id' });
  await enter({ name: 'Beth', locale: 'en' });
  const [page] = await print(everybody);
  for (const title of ['Kartu anggota', 'Membership card', 'Berlaku sampai', 'Valid until'])
    expect(page?.text).toContain(title);
  expect(unspaced(page?.text ?? '')).toContain(qr.slice(-40));
});

test('the longest name the books allow stands there in full', async () => {
  const name =
    'Raden Mas Haryo Suryokusumo Notonegoro Hadiningrat Prawirodirdjo Kusumodiningrat Mangkunegara Wijaya Adiningrat Purbo Wi';
  expect(name).toHaveLength(120);
  const { id } = await enter({ name, type: 'Anggota kehormatan dewan penasihat utama' });
  const [page] = await readPdf(await printCard(admin, id, 2026));
  expect(unspaced(page?.text ?? '')).toContain(unspaced(name));
  expect(unspaced(page?.text ?? '')).toContain('Anggotakehormatandewanpenasihatutama');
  expect(page?.codes).toHaveLength(1);
});

test.each([
  ['Arabic', 'محمد عبد الرحمن'],
  ['Chinese', '欧阳娜娜'],
  ['Devanagari', 'प्रियङ्का शर्मा'],
  ['Vietnamese', 'Nguyễn Thị Minh'],
])('a name in %s is drawn, not left out', async (_script, name) => {
  const { id } = await enter({ name });
  const drawn = await readPdf(await printCard(admin, id, 2026));
  await world.ctx.db.update(schema.members).set({ name: '\u200b' });
  const without = await readPdf(await printCard(admin, id, 2026));
  expect(await inkOf(drawn[0]?.png)).toBeGreaterThan((await inkOf(without[0]?.png)) + 200);
  expect(drawn[0]?.codes).toHaveLength(1);
});

test('only live cards of active members are printed', async () => {
  const [lost, left, kept] = await enterMany(3);
  const renewed = await issueCard(admin, lost?.id ?? 0, { replace: 'lost' });
  await deactivateMember(admin, left?.id ?? 0);
  const [page] = await print(everybody);
  expect(page?.codes).toEqual([`HTTPS://TAMU.EXAMPLE.SCH.ID/P/${renewed.token}`, kept?.qr]);
});

test('chosen members’ cards are printed, or those a run was about', async () => {
  const [one, two] = await enterMany(3);
  const [chosen] = await print({ year: 2026, selection: { memberIds: [two?.id ?? 0] } });
  expect(chosen?.codes).toEqual([two?.qr]);
  const selection = { memberIds: [one?.id ?? 0, two?.id ?? 0] };
  const { runId } = await startCardRun(admin, { year: 2027, selection, channels: 'none' });
  const images = { image: () => Promise.resolve({ bytes: Buffer.alloc(0), etag: '""' }) };
  await workCardRun(world.as({ type: 'system', job: 'worker' }), images, runId, new AbortController().signal);
  expect(await countPrintable(admin, { runId })).toEqual({ cards: 2, sheets: 1 });
  expect((await print({ runId }))[0]?.codes).toHaveLength(2);
});

test('nobody’s cards are no sheet, and sheets are the office’s', async () => {
  await expect(printCards(admin, everybody, 'id')).rejects.toMatchObject({ code: 'INVALID', reason: 'no_cards' });
  await expect(printCards(desk, everybody, 'id')).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

/** Pixels that are not white. */
async function inkOf(png: Buffer | undefined): Promise<number> {
  const pixels = await sharp(png).greyscale().raw().toBuffer();
  return pixels.filter((value) => value < 128).length;
}
