import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { csvText, type Ctx } from '../src/index.ts';
import { createMember, exportMembers, importMembers, listMembers } from '../src/members/index.ts';
import { columnOf } from '../src/members/import-columns.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.ctx.db.delete(schema.members);
  await world.ctx.db.delete(schema.memberSeries);
});

const FILE = `Nama;Nomor Anggota;Surel;No. HP;Status;Sejak;Catatan
Siti Aminah;M-2019-0007;Siti@Example.org;0812 3456 7890;aktif;17/08/2019;lama
Budi;;budi@example.org;;;;
;;x@example.org;;;;
Citra;;bukan-alamat;12;entah;32/01/2020;
"Dewi ""Wiwi"" Lestari";;dewi@example.org;;;2019-02-03;"dua
baris"
budi;;BUDI@example.org;;;;
`;

test('a dry run says what would be entered, line by line what is wrong, and enters nothing', async () => {
  const report = await importMembers(admin, { csv: FILE });
  expect(report).toMatchObject({
    committed: false,
    ...{ total: 6, fresh: 3, duplicates: 1, errors: 2 },
    columns: ['number', 'name', 'email', 'phone', 'status', 'memberSince'],
    ignored: ['Catatan'],
  });
  expect(report.problems).toEqual([
    { line: 4, name: '', kind: 'error', fields: { name: 'required' }, duplicateOf: null },
    {
      line: 5,
      name: 'Citra',
      kind: 'error',
      fields: { email: 'email_invalid', phone: 'phone_invalid', status: 'invalid', memberSince: 'date_invalid' },
      duplicateOf: null,
    },
    { line: 8, name: 'budi', kind: 'duplicate', fields: {}, duplicateOf: { line: 3 } },
  ]);
  expect(await listMembers(admin, {})).toMatchObject({ total: 0 });
});

test('an import enters who is new, numbers whoever has no number, and passes over the numbers given', async () => {
  expect(await importMembers(admin, { csv: FILE, commit: true })).toMatchObject({ committed: true, fresh: 3 });
  const { items } = await listMembers(admin, {});
  expect(items).toMatchObject([
    { name: 'Budi', number: 'M-2026-0001', status: 'pending', memberSince: '2026-11-23', locale: 'id' },
    { name: 'Dewi "Wiwi" Lestari', number: 'M-2019-0008', memberSince: '2019-02-03' },
    {
      name: 'Siti Aminah',
      number: 'M-2019-0007',
      ...{ email: 'siti@example.org', phone: '+6281234567890', status: 'active', memberSince: '2019-08-17' },
    },
  ]);
  expect((await createMember(admin, { name: 'Eka', memberSince: '2019-01-01' })).number).toBe('M-2019-0009');
});

test('the same file again enters nobody: whatever was cut off is resumed that way', async () => {
  const lines = Array.from({ length: 700 }, (_, i) => `Member ${i},member${i}@example.org`);
  const whole = ['name,email', ...lines].join('\n');
  const firstHalf = ['name,email', ...lines.slice(0, 350)].join('\n');
  expect(await importMembers(admin, { csv: firstHalf, commit: true })).toMatchObject({ fresh: 350 });
  expect(await importMembers(admin, { csv: whole, commit: true })).toMatchObject({ fresh: 350, duplicates: 350 });
  expect(await importMembers(admin, { csv: whole, commit: true })).toMatchObject({ fresh: 0, duplicates: 700 });
  expect(await listMembers(admin, { search: 'M-2026-0700' })).toMatchObject({ total: 1 });
  expect(await listMembers(admin, {})).toMatchObject({ total: 700 });
});

test('two imports of one file at the same time enter everybody once', async () => {
  const csv = ['name,number', ...Array.from({ length: 40 }, (_, i) => `Member ${i},A-${i}`)].join('\n');
  const wide = { ...world.wide(4), actor: admin.actor };
  const both = await Promise.all([1, 2].map(() => importMembers(wide, { csv, commit: true })));
  expect(both.map(({ fresh }) => fresh).sort()).toEqual([0, 40]);
  expect(await listMembers(admin, {})).toMatchObject({ total: 40 });
});

test.each([
  ['name,email\n"open', 'csv_malformed'],
  ['surname,city\nA,B', 'csv_no_name'],
  ['\n\n', 'csv_no_name'],
])('a file that is no list of members is refused: %j', async (csv, reason) => {
  await expect(importMembers(admin, { csv, commit: true })).rejects.toMatchObject({ reason });
});

test('what was exported is imported again as it was', async () => {
  await importMembers(admin, { csv: FILE, commit: true });
  await createMember(admin, { name: '=HYPERLINK("http://evil")', phone: '081298765432' });
  const before = await listMembers(admin, {});
  const file = await textOf(exportMembers(admin, {}));
  expect(file).toContain(`'=HYPERLINK`);
  expect(await importMembers(admin, { csv: file })).toMatchObject({ total: 4, fresh: 0, duplicates: 4, errors: 0 });
  await world.ctx.db.delete(schema.members);
  await importMembers(admin, { csv: file, commit: true });
  const names = ({ items }: typeof before) => items.map(({ number, email, phone }) => ({ number, email, phone }));
  expect(names(await listMembers(admin, {})).toSorted(byNumber)).toEqual(names(before).toSorted(byNumber));
});

const byNumber = (a: { number: string }, b: { number: string }) => a.number.localeCompare(b.number);

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

describe('a CSV file of ours', () => {
  async function* each<T>(rows: T[]): AsyncGenerator<T> {
    yield* rows;
  }

  test('never holds a cell that a spreadsheet would run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1 }), async (cells) => {
        const text = await textOf(csvText(['a'], each(cells.map((cell) => [cell]))));
        expect(text).not.toMatch(/(^|\r\n)"?[=+@-](?!\d+"?\r\n)/);
      }),
    );
  });
});

test('headings are understood in three languages, whatever their accents and signs', () => {
  const words = [
    'Nama Lengkap',
    'NOM',
    'full name',
    'Téléphone',
    'No. HP',
    'Numéro',
    'e-mail',
    'Membre depuis',
    'Ville',
  ];
  expect(words.map(columnOf)).toEqual([
    ...['name', 'name', 'name', 'phone', 'phone', 'number', 'email', 'memberSince', null],
  ]);
});
