import type { BitWriter } from './bit-writer.ts';
import { canonicalCode, codeLengths } from './huffman.ts';

/** The order in which the lengths of the code for code lengths are sent. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const ZEROS_SHORT = { symbol: 17, base: 3, extraBits: 3 };
const ZEROS_LONG = { symbol: 18, base: 11, extraBits: 7 };

/** The two codes' lengths, runs of zeros shortened, in a code of their own. */
export function writeCodeLengths(out: BitWriter, literals: number[], distances: number[]): void {
  const said = runLengths([...literals, ...distances]);
  const frequencies = ORDER.map((_, symbol) => said.filter((item) => item.symbol === symbol).length);
  const code = canonicalCode(codeLengths(frequencies, 7));
  const sent = ORDER.map((symbol) => code.lengths[symbol] ?? 0);
  const sentCount = Math.max(4, sent.findLastIndex((length) => length > 0) + 1);
  out.put(literals.length - 257, 5);
  out.put(distances.length - 1, 5);
  out.put(sentCount - 4, 4);
  for (const length of sent.slice(0, sentCount)) out.put(length, 3);
  for (const { symbol, extra, extraBits } of said) {
    out.put(code.bits[symbol] ?? 0, code.lengths[symbol] ?? 0);
    out.put(extra, extraBits);
  }
}

function runLengths(lengths: number[]): { symbol: number; extra: number; extraBits: number }[] {
  const said: { symbol: number; extra: number; extraBits: number }[] = [];
  for (let i = 0; i < lengths.length;) {
    const length = lengths[i] ?? 0;
    const next = lengths.findIndex((other, at) => at > i && other !== length);
    const run = Math.min((next < 0 ? lengths.length : next) - i, 138);
    const range = length === 0 && run >= 11 ? ZEROS_LONG : length === 0 && run >= 3 ? ZEROS_SHORT : undefined;
    said.push(range ? { ...range, extra: run - range.base } : { symbol: length, extra: 0, extraBits: 0 });
    i += range ? run : 1;
  }
  return said;
}
