/** The checksum at the end of a zlib stream (RFC 1950 §8.2): `low` sums the bytes, `high` sums the sums. */
export interface Adler32 {
  low: number;
  high: number;
}

const MODULUS = 65521;

export function startAdler32(): Adler32 {
  return { low: 1, high: 0 };
}

/**
 * Adds `times` equal rows of `length` bytes at once: `sum` of the bytes, and `weighted`, the sum of each byte times the number of
 * bytes from it to the row's end, which is how often `high` meets it. Exact while rows × bytes stay below 2^40.
 */
export function addRows(adler: Adler32, length: number, sum: number, weighted: number, times: number): void {
  const earlierRows = (times * (times - 1)) / 2;
  adler.high = (adler.high + times * (length * adler.low + weighted) + length * sum * earlierRows) % MODULUS;
  adler.low = (adler.low + times * sum) % MODULUS;
}
