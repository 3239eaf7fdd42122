/** A prefix code: for each symbol its bits, first bit lowest as DEFLATE sends them, and how many; 0 where it has none. */
export interface PrefixCode {
  bits: number[];
  lengths: number[];
}

/**
 * The best code lengths for symbols of these frequencies, none above `limit`: package-merge (Larmore and Hirschberg, 1990).
 * Each of `limit` rounds pairs up the cheapest packages of the round before; a symbol's length is how often it is in the cheapest
 * 2·(n − 1) packages of the last.
 */
export function codeLengths(frequencies: readonly number[], limit: number): number[] {
  const lengths = frequencies.map(() => 0);
  const leaves = frequencies
    .map((weight, symbol) => ({ weight, symbols: [symbol] }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.weight - b.weight);
  let packages = leaves;
  for (let round = 1; round < limit; round++) {
    const pairs: typeof leaves = [];
    for (let i = 0; i + 1 < packages.length; i += 2) {
      const [a, b] = packages.slice(i, i + 2);
      if (a && b) pairs.push({ weight: a.weight + b.weight, symbols: [...a.symbols, ...b.symbols] });
    }
    packages = [...leaves, ...pairs].sort((a, b) => a.weight - b.weight);
  }
  const chosen = leaves.length > 1 ? packages.slice(0, 2 * (leaves.length - 1)) : leaves;
  for (const symbol of chosen.flatMap(({ symbols }) => symbols)) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
  return lengths;
}

/** The canonical code of these lengths (RFC 1951 §3.2.2): shorter codes first, equal ones in the order of their symbols. */
export function canonicalCode(lengths: readonly number[]): PrefixCode {
  const bits = lengths.map(() => 0);
  let code = 0;
  for (let length = 1; length <= Math.max(...lengths); length++) {
    code <<= 1;
    lengths.forEach((symbolLength, symbol) => {
      if (symbolLength === length) bits[symbol] = reverse(code++, length);
    });
  }
  return { bits, lengths: [...lengths] };
}

function reverse(code: number, length: number): number {
  let reversed = 0;
  for (let i = 0; i < length; i++) reversed |= ((code >>> i) & 1) << (length - 1 - i);
  return reversed;
}
