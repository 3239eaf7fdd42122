import { crc32, deflateSync } from 'node:zlib';
import type { RenderOptions } from './options.ts';
import { createSymbol } from './symbol.ts';

/** A PNG of the text's QR code. @throws RangeError when it does not fit the size. */
export function renderPng(text: string, options: RenderOptions = {}): Buffer {
  const { size = 400, level = 'H', quietZone = 4 } = options;
  const symbol = createSymbol(text, level);
  const scale = Math.floor(size / (symbol.size + 2 * quietZone));
  if (scale < 1) throw new RangeError(`${size} px are too few for this code`);
  const offset = (size - symbol.size * scale) >> 1;
  const rowBytes = (size + 7) >> 3;
  const raster = Buffer.alloc((rowBytes + 1) * size, 255);
  for (let y = 0; y < size; y++) {
    const start = y * (rowBytes + 1);
    raster[start] = 0;
    const row = Math.floor((y - offset) / scale);
    if (row < 0 || row >= symbol.size) continue;
    for (let x = offset; x < offset + symbol.size * scale; x++) {
      const dark = symbol.modules[row * symbol.size + Math.floor((x - offset) / scale)];
      const at = start + 1 + (x >> 3);
      if (dark) raster[at] = (raster[at] ?? 0) & ~(128 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raster, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  body.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

/** The PNG as a `data:` URL, for a page or an e-mail. */
export function renderDataUrl(text: string, options: RenderOptions = {}): string {
  return `data:image/png;base64,${renderPng(text, options).toString('base64')}`;
}
