import { expect, test } from 'vitest';
import { m } from '../src/lib/paraglide/messages.js';
import { tableText } from '../src/lib/server/table-text.ts';

test.each([
  ['id', '150 anggota diproses: 148 berhasil, 2 gagal'],
  ['en', 'Processed 150 members: 148 successful, 2 failed'],
  ['fr', '150 membres traités : 148 réussis, 2 échoués'],
] as const)('a run is summed up in %s', (locale, sentence) => {
  expect(m.run_summary({ processed: 150, successful: 148, failed: 2 }, { locale })).toBe(sentence);
});

test('a table is read however the spreadsheet has written its accents', () => {
  const text = 'nom\nRenée';
  expect(tableText(new TextEncoder().encode(text))).toBe(text);
  expect(tableText(Uint8Array.from(text, (sign) => sign.charCodeAt(0)))).toBe(text);
  const utf16 = Uint8Array.from(
    [...`\uFEFF${text}`].flatMap((sign) => [sign.charCodeAt(0) & 255, sign.charCodeAt(0) >> 8]),
  );
  expect(tableText(utf16)).toBe(text);
});
