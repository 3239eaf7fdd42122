import { crc32 } from 'node:zlib';
import type { Adler32 } from './adler32.ts';
import { parseColour } from './colours.ts';
import { BLACK, WHITE } from './options.ts';

/** Signature and chunks of the PNG specification (ISO/IEC 15948 §5.2, §11.2). */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREYSCALE = 0;
const INDEXED = 3;

/** CMF and FLG of a zlib stream (RFC 1950 §2.2): DEFLATE, window of 32 kB, no dictionary. */
export const ZLIB_HEADER = [0x78, 0x01];

const IEND = chunk('IEND', Buffer.alloc(0));
const heads = new Map<string, Buffer>();

/**
 * A PNG of one bit a pixel, 0 dark and 1 light, `size` pixels square. `deflated` is a zlib stream but for its checksum.
 * Black on white is greyscale; other colours take a palette.
 */
export function png(size: number, dark: string, light: string, deflated: Uint8Array, { high, low }: Adler32): Buffer {
  const head = headFor(size, dark, light);
  const dataLength = deflated.length + 4;
  const image = Buffer.allocUnsafe(head.length + 12 + dataLength + IEND.length);
  image.set(head, 0);
  let at = image.writeUInt32BE(dataLength, head.length);
  const checked = at;
  at += image.write('IDAT', at, 'latin1');
  image.set(deflated, at);
  at = image.writeUInt16BE(high, at + deflated.length);
  at = image.writeUInt16BE(low, at);
  at = image.writeUInt32BE(crc32(image.subarray(checked, at)), at);
  image.set(IEND, at);
  return image;
}

/** Everything before the image data; the same for all images of a size and colours. */
function headFor(size: number, dark: string, light: string): Buffer {
  const key = `${size} ${dark} ${light}`;
  let head = heads.get(key);
  if (!head) {
    const grey = dark === BLACK && light === WHITE;
    const palette = grey ? [] : [chunk('PLTE', Buffer.from([...parseColour(dark), ...parseColour(light)]))];
    head = Buffer.concat([SIGNATURE, chunk('IHDR', header(size, grey ? GREYSCALE : INDEXED)), ...palette]);
    if (heads.size >= 64) heads.clear();
    heads.set(key, head);
  }
  return head;
}

/** Width, height, bit depth, colour type; then compression, filter and interlace, all 0. */
function header(size: number, colourType: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(size, 0);
  bytes.writeUInt32BE(size, 4);
  bytes[8] = 1;
  bytes[9] = colourType;
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
