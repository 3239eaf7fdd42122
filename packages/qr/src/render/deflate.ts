import type { BitWriter } from './bit-writer.ts';
import { writeCodeLengths } from './code-lengths.ts';
import { canonicalCode, codeLengths, type PrefixCode } from './huffman.ts';

/**
 * What a DEFLATE block says (RFC 1951 §3.2.5): a byte as it is, or "copy `length` bytes (3 to 258) from `distance` back".
 * Written here and not by zlib, whose output differs between versions and processors: a pass must give the same bytes anywhere.
 */
export type Token = number | { length: number; distance: number };

const END_OF_BLOCK = 256;
const MAX_CODE_LENGTH = 15;
const MIN_COPY = 3;
const MAX_COPY = 258;

/** Copies that repeat what lies `distance` back for `count` more bytes; bytes that are too few for a copy are `literals`. */
export function repeat(count: number, distance: number, literal: number): Token[] {
  const tokens: Token[] = [];
  let left = count;
  while (left >= MIN_COPY) {
    const most = Math.min(left, MAX_COPY);
    const length = left - most > 0 && left - most < MIN_COPY ? most - MIN_COPY : most;
    tokens.push({ length, distance });
    left -= length;
  }
  while (left-- > 0) tokens.push(literal);
  return tokens;
}

/** One final block with a code made for these tokens. */
export class Block {
  readonly #literals: PrefixCode;
  readonly #distances: PrefixCode;

  /** The code fits `sample`, and can say whatever the sample says. */
  constructor(sample: readonly Token[]) {
    const literals = new Array<number>(286).fill(0);
    const distances = new Array<number>(30).fill(0);
    const count = (frequencies: number[], symbol: number) => (frequencies[symbol] = (frequencies[symbol] ?? 0) + 1);
    for (const token of [...sample, END_OF_BLOCK]) {
      if (typeof token === 'number') count(literals, token);
      else {
        count(literals, lengthSymbol(token.length).symbol);
        count(distances, distanceSymbol(token.distance).symbol);
      }
    }
    this.#literals = canonicalCode(codeLengths(literals, MAX_CODE_LENGTH));
    this.#distances = canonicalCode(codeLengths(distances, MAX_CODE_LENGTH));
  }

  /** The block's header: final, dynamic codes, and their lengths (RFC 1951 §3.2.7). */
  begin(out: BitWriter): void {
    out.put(1, 1);
    out.put(2, 2);
    writeCodeLengths(out, trimmed(this.#literals.lengths, 257), trimmed(this.#distances.lengths, 1));
  }

  write(out: BitWriter, tokens: readonly Token[]): void {
    for (const token of tokens) {
      if (typeof token === 'number') put(out, this.#literals, token);
      else {
        const length = lengthSymbol(token.length);
        put(out, this.#literals, length.symbol);
        out.put(token.length - length.base, length.extraBits);
        const distance = distanceSymbol(token.distance);
        put(out, this.#distances, distance.symbol);
        out.put(token.distance - distance.base, distance.extraBits);
      }
    }
  }

  end(out: BitWriter): void {
    put(out, this.#literals, END_OF_BLOCK);
  }
}

function put(out: BitWriter, code: PrefixCode, symbol: number): void {
  out.put(code.bits[symbol] ?? 0, code.lengths[symbol] ?? 0);
}

interface Range {
  symbol: number;
  base: number;
  extraBits: number;
}

/** The tables of RFC 1951 §3.2.5, told by their rule: each group of symbols has one more extra bit than the group before. */
function ranges(firstSymbol: number, firstBase: number, plain: number, group: number, count: number): Range[] {
  const table: Range[] = [];
  let base = firstBase;
  for (let i = 0; i < count; i++) {
    const extraBits = Math.max(0, Math.floor((i - plain) / group) + 1);
    table.push({ symbol: firstSymbol + i, base, extraBits });
    base += 1 << extraBits;
  }
  return table;
}

const LENGTHS: readonly Range[] = [...ranges(257, 3, 8, 4, 28), { symbol: 285, base: MAX_COPY, extraBits: 0 }];
const DISTANCES: readonly Range[] = ranges(0, 1, 4, 2, 30);

function lengthSymbol(length: number): Range {
  return rangeOf(LENGTHS, length);
}

function distanceSymbol(distance: number): Range {
  return rangeOf(DISTANCES, distance);
}

function rangeOf(table: readonly Range[], value: number): Range {
  const range = table.findLast(({ base }) => base <= value);
  if (!range) throw new RangeError(`DEFLATE has no symbol for ${value}`);
  return range;
}

/** Code lengths without the zeros at the end, but at least `least` of them. */
function trimmed(lengths: readonly number[], least: number): number[] {
  const last = lengths.findLastIndex((length) => length > 0);
  return lengths.slice(0, Math.max(least, last + 1));
}
