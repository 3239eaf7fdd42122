import { addRows, startAdler32, type Adler32 } from './adler32.ts';
import { BitWriter } from './bit-writer.ts';
import { Block, repeat, type Token } from './deflate.ts';
import { isDark, type ModuleGrid } from './module-grid.ts';
import { ZLIB_HEADER } from './png.ts';

/** Where a symbol lies in its image: pixels a module, and pixels to its left and top. */
export interface Placement {
  size: number;
  scale: number;
  offset: number;
}

const LIGHT = 0xff;

/** Any symbol at any scale as PNG image data: 1 bit a pixel, filter 0, a code made for this image. */
export function deflateSymbol(grid: ModuleGrid, placement: Placement): { deflated: Uint8Array; adler: Adler32 } {
  const { size, scale, offset } = placement;
  const tokens: Token[] = [];
  const adler = startAdler32();
  const blank = Buffer.alloc((size + 7) >> 3, LIGHT);
  addEqualRows(tokens, adler, blank, offset);
  for (let row = 0; row < grid.size; row++) addEqualRows(tokens, adler, drawRow(grid, row, placement, blank), scale);
  addEqualRows(tokens, adler, blank, size - offset - grid.size * scale);

  const out = new BitWriter();
  for (const byte of ZLIB_HEADER) out.put(byte, 8);
  const block = new Block(tokens);
  block.begin(out);
  block.write(out, tokens);
  block.end(out);
  return { deflated: out.finish(), adler };
}

function drawRow(grid: ModuleGrid, row: number, { scale, offset }: Placement, blank: Buffer): Buffer {
  const line = Buffer.from(blank);
  for (let column = 0; column < grid.size; column++) {
    if (!isDark(grid, row, column)) continue;
    const start = offset + column * scale;
    for (let x = start; x < start + scale; x++) line[x >> 3] = (line[x >> 3] ?? 0) & ~(0x80 >> (x & 7));
  }
  return line;
}

/** A scan line (filter type 0, then runs of equal bytes), said once and then copied from one line above. */
function addEqualRows(tokens: Token[], adler: Adler32, line: Buffer, times: number): void {
  if (times === 0) return;
  const length = line.length + 1;
  tokens.push(0);
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < line.length;) {
    const byte = line[i] ?? 0;
    let end = i + 1;
    while (end < line.length && line[end] === byte) end++;
    tokens.push(byte, ...repeat(end - i - 1, 1, byte));
    for (; i < end; i++) {
      sum += byte;
      weighted += byte * (line.length - i);
    }
  }
  tokens.push(...repeat((times - 1) * length, length, 0));
  addRows(adler, length, sum, weighted, times);
}
