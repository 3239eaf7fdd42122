import { addRows, startAdler32, type Adler32 } from './adler32.ts';
import { BitWriter, type Piece } from './bit-writer.ts';
import { Block, repeat, type Token } from './deflate.ts';
import type { ModuleGrid } from './module-grid.ts';
import { ZLIB_HEADER } from './png.ts';
import type { Placement } from './raster.ts';

export const BYTE_SCALE = 8;

const DARK = 0x00;
const LIGHT = 0xff;

/** The ready-made bits of some modules of a row, by their pattern (first module lowest), and what the checksum needs. */
interface PieceTable {
  bits: Int32Array;
  counts: Uint8Array;
  /** How many modules are light, and the sum of their places, from 0. */
  lightCount: Uint8Array;
  lightPlaces: Uint8Array;
}

/** All of the stream that does not depend on the symbol's modules. */
interface Plan {
  /** Up to the first module row: headers, code, quiet zone. */
  start: BitWriter;
  rowStart: Piece[];
  rowEnd: Piece[];
  end: Piece[];
  eights: PieceTable;
  /** The modules left over when a row is dealt in eights. */
  rest: PieceTable;
}

/** Symbols are written one at a time, so one writer serves them all. */
const scratch = new BitWriter();

/**
 * Image data for eight pixels a module on whole bytes, the usual case: a module is one byte of the scan line, so eight modules
 * are one look-up of their finished bits. The Huffman code is made once, for a symbol half dark. The bytes are valid until the next
 * call.
 */
export function deflateByteModules(grid: ModuleGrid, placement: Placement): { deflated: Uint8Array; adler: Adler32 } {
  const { start, rowStart, rowEnd, end, eights, rest } = planFor(grid.size, placement);
  const lineLength = placement.size / 8 + 1;
  const quietLeft = placement.offset / 8;
  const quietRight = lineLength - 1 - quietLeft - grid.size;
  const wholeEights = grid.size >> 3;
  const restMask = (1 << (grid.size & 7)) - 1;
  const margins = quietLeft + quietRight;
  const marginWeight = sumTo(lineLength - 1) - sumTo(quietRight + grid.size) + sumTo(quietRight);
  const adler = startAdler32();
  const out = scratch;
  out.startWith(start);
  addBlankLines(adler, lineLength, placement.offset);
  for (let row = 0; row < grid.size; row++) {
    let light = margins;
    let weight = marginWeight;
    out.putAll(rowStart);
    for (let eighth = 0; eighth <= wholeEights; eighth++) {
      const word = grid.words[row * grid.stride + (eighth >> 2)] ?? 0;
      const whole = eighth < wholeEights;
      const table = whole ? eights : rest;
      const pattern = (word >>> ((eighth & 3) * 8)) & (whole ? 0xff : restMask);
      out.put(table.bits[pattern] ?? 0, table.counts[pattern] ?? 0);
      const lightHere = table.lightCount[pattern] ?? 0;
      light += lightHere;
      weight += lightHere * (quietRight + grid.size - 8 * eighth) - (table.lightPlaces[pattern] ?? 0);
    }
    out.putAll(rowEnd);
    addRows(adler, lineLength, LIGHT * light, LIGHT * weight, BYTE_SCALE);
  }
  addBlankLines(adler, lineLength, placement.size - placement.offset - grid.size * BYTE_SCALE);
  out.putAll(end);
  return { deflated: out.finish(), adler };
}

const plans = new Map<number, Plan>();

function planFor(symbolSize: number, placement: Placement): Plan {
  const key = symbolSize * 0x10000 + placement.size;
  let plan = plans.get(key);
  if (!plan) {
    plan = createPlan(symbolSize, placement);
    if (plans.size >= 64) plans.clear();
    plans.set(key, plan);
  }
  return plan;
}

function createPlan(symbolSize: number, { size, offset }: Placement): Plan {
  const lineLength = size / 8 + 1;
  const quietLeft = offset / 8;
  const quietRight = lineLength - 1 - quietLeft - symbolSize;
  const blankLines = (count: number): Token[] => [
    ...[0, LIGHT],
    ...repeat(lineLength - 2, 1, LIGHT),
    ...repeat((count - 1) * lineLength, lineLength, LIGHT),
  ];
  const lightRun = (count: number): Token[] => [LIGHT, ...repeat(count - 1, 1, LIGHT)];
  const above = blankLines(offset);
  const below = blankLines(size - offset - symbolSize * BYTE_SCALE);
  const before: Token[] = [0, ...lightRun(quietLeft)];
  const after = [...lightRun(quietRight), ...repeat((BYTE_SCALE - 1) * lineLength, lineLength, LIGHT)];
  const row = [...before, ...Array.from({ length: symbolSize }, (_, i) => (i % 2 ? LIGHT : DARK)), ...after];
  const block = new Block([...above, ...Array.from({ length: symbolSize }, () => row).flat(), ...below]);

  const start = new BitWriter();
  for (const byte of ZLIB_HEADER) start.put(byte, 8);
  block.begin(start);
  block.write(start, above);
  const pieces = (tokens: Token[]) => BitWriter.pieces((out) => block.write(out, tokens));
  const end = BitWriter.pieces((out) => {
    block.write(out, below);
    block.end(out);
  });
  return {
    start,
    rowStart: pieces(before),
    rowEnd: pieces(after),
    end,
    eights: createTable(8, pieces),
    rest: createTable(symbolSize & 7, pieces),
  };
}

function createTable(modules: number, pieces: (tokens: Token[]) => Piece[]): PieceTable {
  const patterns = 1 << modules;
  const table: PieceTable = {
    bits: new Int32Array(patterns),
    counts: new Uint8Array(patterns),
    lightCount: new Uint8Array(patterns),
    lightPlaces: new Uint8Array(patterns),
  };
  for (let pattern = 0; pattern < patterns; pattern++) {
    const bytes = Array.from({ length: modules }, (_, place) => ((pattern >> place) & 1 ? DARK : LIGHT));
    const light = bytes.flatMap((byte, place) => (byte === LIGHT ? [place] : []));
    const [piece = { bits: 0, count: 0 }] = pieces(bytes);
    table.bits[pattern] = piece.bits;
    table.counts[pattern] = piece.count;
    table.lightCount[pattern] = light.length;
    table.lightPlaces[pattern] = light.reduce((sum, place) => sum + place, 0);
  }
  return table;
}

function addBlankLines(adler: Adler32, lineLength: number, count: number): void {
  addRows(adler, lineLength, LIGHT * (lineLength - 1), LIGHT * sumTo(lineLength - 1), count);
}

/** 1 + 2 + … + n. */
function sumTo(n: number): number {
  return (n * (n + 1)) / 2;
}
