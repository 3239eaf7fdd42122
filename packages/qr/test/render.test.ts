import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import QRCode from 'qrcode';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  generateKeyringSpec,
  newPassId,
  parseKeyring,
  PASS_KINDS,
  passUrl,
  renderDataUrl,
  renderPath,
  renderPng,
  renderSvg,
  renderTerminal,
  signPass,
  type Level,
} from '../src/index.ts';
import { deflateByteModules } from '../src/render/byte-modules.ts';
import { isDark, type ModuleGrid } from '../src/render/module-grid.ts';
import { deflateSymbol } from '../src/render/raster.ts';
import { createSymbol } from '../src/render/symbol.ts';
import { readWithZbar, readWithZxing } from './decode.ts';

const keyring = parseKeyring(generateKeyringSpec());
const LEVELS: Level[] = ['L', 'M', 'Q', 'H'];

function randomPassUrl(i: number): string {
  const host = `${'sowan-sekolah-tamu-bukutamu-xyz'.slice(0, 1 + (i % 26))}.sch.id`;
  const kind = PASS_KINDS[i % 3] ?? 'guest';
  return passUrl(`https://${host}`, signPass(keyring, { kind, id: newPassId() }));
}

function rows(grid: ModuleGrid): string[] {
  const line = (row: number) =>
    Array.from({ length: grid.size }, (_, column) => (isDark(grid, row, column) ? '#' : '.')).join('');
  return Array.from({ length: grid.size }, (_, row) => line(row));
}

function rowsOfQrcode(text: string, level: Level): string[] {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: level });
  const line = (row: number) =>
    Array.from({ length: modules.size }, (_, column) => (modules.get(row, column) ? '#' : '.')).join('');
  return Array.from({ length: modules.size }, (_, row) => line(row));
}

describe('2,000 passes', () => {
  const texts = Array.from({ length: 2000 }, (_, i) => randomPassUrl(i));
  const images = texts.map((text) => renderPng(text));

  it('are read by zbar to the letter', () => expect(readWithZbar(images)).toEqual(texts), 60_000);

  it('are read by zxing to the letter', async () => {
    for (const [i, image] of images.entries()) expect(await readWithZxing(image)).toBe(texts[i]);
  }, 60_000);

  it('have the very modules qrcode chooses, mask included', () => {
    for (const text of texts) expect(rows(createSymbol(text, 'H'))).toEqual(rowsOfQrcode(text, 'H'));
  }, 60_000);

  it('are 660 bytes at most', () => {
    expect(Math.max(...images.map((image) => image.length))).toBeLessThanOrEqual(660);
  });
});

describe('any text at any level', () => {
  const alphanumeric = fc.string({
    unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'),
    minLength: 1,
    maxLength: 300,
  });
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 60 });
  const mixed = fc.tuple(alphanumeric, digits, alphanumeric).map((parts) => parts.join(''));
  const text = fc.oneof(alphanumeric, digits, mixed, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }));

  it('has the modules qrcode chooses', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...LEVELS), (given, level) => {
        expect(rows(createSymbol(given, level))).toEqual(rowsOfQrcode(given, level));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('has them in every version too', () => {
    for (let version = 1; version <= 40; version += 3) {
      const long = 'SOWAN 2025/'.repeat(300).slice(0, 16 * version * 2);
      expect(rows(createSymbol(long, 'L'))).toEqual(rowsOfQrcode(long, 'L'));
    }
  }, 60_000);
});

describe('a PNG', () => {
  const text = randomPassUrl(20);

  it('has the same bytes on every machine; other bytes need another RENDERER_VERSION', () => {
    const golden = readFileSync(new URL('golden/images.json', import.meta.url), 'utf8');
    for (const { text, options, sha256 } of JSON.parse(golden)) {
      expect(createHash('sha256').update(renderPng(text, options)).digest('hex'), text).toBe(sha256);
    }
  });

  it.each([
    [400, 'H', 4],
    [392, 'H', 4],
    [401, 'Q', 4],
    [49, 'H', 4],
    [1024, 'L', 6],
    [333, 'M', 0],
  ] as const)('of %i px at level %s with %i light modules around shows each module', async (size, level, quietZone) => {
    const { data, info } = await sharp(renderPng(text, { size, level, quietZone }))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([size, size]);
    const grid = createSymbol(text, level);
    const scale = Math.floor(size / (grid.size + 2 * quietZone));
    const dark = (x: number, y: number) => data[(y * size + x) * info.channels] === 0;
    const first =
      Array.from({ length: size }, (_, i) => i).find((i) =>
        Array.from({ length: size }, (_, j) => dark(i, j)).some(Boolean),
      ) ?? -1;
    expect(first).toBeGreaterThanOrEqual(quietZone * scale);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [row, column] = [Math.floor((y - first) / scale), Math.floor((x - first) / scale)];
        const inside = Math.min(row, column) >= 0 && Math.max(row, column) < grid.size;
        if (dark(x, y) !== (inside && isDark(grid, row, column))) expect.fail(`module at ${x}, ${y}`);
      }
    }
  });

  it('written a byte a module says what the general writer says', () => {
    for (let length = 1; length < 60; length += 3) {
      const grid = createSymbol('Z'.repeat(length), 'H');
      for (const quiet of [1, 2, 3, 4, 7, 40]) {
        const placement = { size: grid.size * 8 + 16 * quiet + 8 * (length % 2), scale: 8, offset: 8 * quiet };
        const [fast, general] = [deflateByteModules(grid, placement), deflateSymbol(grid, placement)];
        expect(fast.adler).toEqual(general.adler);
        expect(inflate(fast)).toEqual(inflate(general));
      }
    }
  });

  function inflate({ deflated, adler }: ReturnType<typeof deflateSymbol>): Buffer {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt16BE(adler.high, 0);
    checksum.writeUInt16BE(adler.low, 2);
    return inflateSync(Buffer.concat([deflated, checksum]));
  }

  it('in colours scans, and is refused in colours that would not', async () => {
    for (const [dark, light] of [
      ['#003366', '#ffffff'],
      ['#000000', '#ffd6d6'],
      ['#5a1a1a', '#fff8e0'],
    ] as const) {
      const image = renderPng(text, { dark, light });
      expect(readWithZbar([image])).toEqual([text]);
      expect(await readWithZxing(image)).toBe(text);
      expect(image.length).toBeLessThan(700);
    }
    for (const [dark, light] of [
      ['#ff0000', '#ffffff'],
      ['#777777', '#cccccc'],
      ['#ffffff', '#000000'],
      ['#ffff00', '#ffffff'],
    ] as const) {
      expect(() => renderPng(text, { dark, light })).toThrow(/would not scan/);
    }
    expect(() => renderPng(text, { dark: 'black' })).toThrow(/no colour/);
  });

  it('is refused when it cannot be: too small, too long, no quiet zone that is one', () => {
    expect(() => renderPng(text, { size: 48 })).toThrow(RangeError);
    expect(() => renderPng('x'.repeat(3000))).toThrow(/too big/);
    for (const options of [{ size: 0 }, { size: 400.5 }, { size: 1e6 }, { quietZone: -1 }, { quietZone: 1.5 }]) {
      expect(() => renderPng(text, options)).toThrow(RangeError);
    }
  });

  it('fits into an address for pages and mails', () => {
    expect(renderDataUrl(text)).toBe(`data:image/png;base64,${renderPng(text).toString('base64')}`);
  });
});

describe('an SVG', () => {
  it('drawn by a browser or sharp is read back', async () => {
    const text = randomPassUrl(3);
    for (const options of [{}, { size: 1000, level: 'M' as const, dark: '#1a1a2e' }]) {
      const image = await sharp(Buffer.from(renderSvg(text, options)))
        .png()
        .toBuffer();
      expect(readWithZbar([image])).toEqual([text]);
    }
  });

  it('is one path for paper, read back with its quiet zone', async () => {
    const text = randomPassUrl(4);
    const { side, path } = renderPath(text, { level: 'H' });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600" viewBox="0 0 ${side} ${side}"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`;
    expect(readWithZbar([await sharp(Buffer.from(svg)).png().toBuffer()])).toEqual([text]);
  });

  it('keeps an address in its place, whatever it holds', () => {
    const svg = renderSvg('A', { logo: { href: '"><script>' } });
    expect(svg).not.toContain('<script');
  });
});

describe('terminal text', () => {
  it('shows a code that is read when a terminal draws it', async () => {
    const text = randomPassUrl(5);
    const lines = renderTerminal(text).split('\n');
    const pixels = lines.flatMap((line) => [
      [...line].map((c) => '█▀'.includes(c)),
      [...line].map((c) => '█▄'.includes(c)),
    ]);
    const [height, width] = [pixels.length, pixels[0]?.length ?? 0];
    const raw = Buffer.from(pixels.flat().map((light) => (light ? 255 : 0)));
    const image = await sharp(raw, { raw: { width, height, channels: 1 } })
      .resize(width * 6, height * 6, { kernel: 'nearest' })
      .png()
      .toBuffer();
    expect(readWithZbar([image])).toEqual([text]);
  });
});
