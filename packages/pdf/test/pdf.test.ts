import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawSymbol, drawText, finish, newDocument, widthOf, wrapText } from '../src/index.ts';

const newPage = () => newDocument({ title: 'Laporan kunjungan', language: 'id' });

/** The uncompressed streams of a PDF, as Latin-1. */
function streamsOf(pdf: Buffer): string[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, body = '']) => {
    const bytes = Buffer.from(body, 'latin1');
    return body.startsWith('x') ? inflateSync(bytes).toString('latin1') : body;
  });
}

test('a document is a PDF with its title, and brings its fonts along', async () => {
  const doc = newPage();
  drawText(doc, 'Kunjungan', { x: 50, y: 50, width: 200 });
  drawText(doc, 'Łukasz Žižek', { x: 50, y: 80, width: 200, weight: 'bold' });
  const pdf = await finish(doc);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/FontFile[23]/g)?.length).toBeGreaterThanOrEqual(3);
  expect(streamsOf(pdf).some((stream) => stream.includes('Tj') || stream.includes('TJ'))).toBe(true);
});

test('letters of both files have a width, and none is drawn as a missing one', () => {
  const doc = newPage();
  for (const letter of 'aÉß€–…Łžőşţ') {
    const missing = widthOf(doc, '\uffff', {});
    expect(widthOf(doc, letter, {})).toBeGreaterThan(0);
    expect(widthOf(doc, letter.repeat(20), {})).not.toBeCloseTo(missing * 20, 1);
  }
});

test('a line that is too long ends in an ellipsis inside its place, and words wrap', () => {
  const doc = newPage();
  const lines = wrapText(doc, 'Pertemuan dengan wali kelas tentang rapor semester', 120, {});
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(widthOf(doc, line, {})).toBeLessThanOrEqual(120);
  expect(lines.join(' ')).toBe('Pertemuan dengan wali kelas tentang rapor semester');
});

test('a code is drawn as shapes, each where it belongs, and leaves the colours as they were', async () => {
  const doc = newPage();
  drawSymbol(doc, { side: 10, path: 'M1 2h3v1h-3zM5 6h1v1h-1z' }, { x: 100, y: 200, size: 50 });
  const page = streamsOf(await finish(doc)).find((stream) => stream.includes('100 200')) ?? '';
  expect(page).toMatch(/^100 200 50 50 re$/m);
  expect(page).toContain('5 0 0 5 0 0 cm');
  expect(page).toMatch(/^1 2 3 1 re$/m);
  expect(page).toMatch(/^5 6 1 1 re$/m);
  expect(page.match(/^q$/gm)?.length).toBe(page.match(/^Q$/gm)?.length);
});
