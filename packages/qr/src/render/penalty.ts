import type { ModuleGrid } from './module-grid.ts';

/** The weights of ISO/IEC 18004 §7.8.3, table 11. */
const RUN = 3;
const BLOCK = 3;
const FINDER_LIKE = 40;
const BALANCE = 10;

/**
 * The penalty by which one of the eight masks is chosen (ISO/IEC 18004 §7.8.3), compared 32 columns at a time. As the grid
 * holds rows and columns side by side, only columns are looked at. Gives up once the penalty has reached `limit`.
 */
export function penalty(grid: ModuleGrid, limit: number): number {
  let points = blocksAndBalance(grid);
  for (let word = 0; word < grid.stride && points < limit; word++) {
    points += runsAndFinders(grid, word);
  }
  return points;
}

/**
 * Features 1 and 3 in the columns of one word. Five or more modules alike cost RUN, and one more for each beyond five;
 * dark-light-dark-dark-dark-light-dark with four light before or after costs FINDER_LIKE. Both show in where a row differs
 * from the next, so the last six such differences are kept: `d5` is the newest.
 */
function runsAndFinders({ size, stride, words }: ModuleGrid, word: number): number {
  const inside = ones(2 * size - 32 * word);
  let [windows, firsts, finders] = [0, 0, 0];
  let [d0, d1, d2, d3, d4] = [-1, -1, -1, -1, -1];
  let above = words[word] ?? 0;
  for (let row = 1, at = word + stride; row < size; row++, at += stride) {
    const here = words[at] ?? 0;
    const d5 = above ^ here;
    const windowOfFive = ~(d2 | d3 | d4 | d5) & inside;
    windows += countOnes(windowOfFive);
    firsts += countOnes(windowOfFive & d1);
    if (row >= 6) {
      const finder = (words[at - 6 * stride] ?? 0) & d0 & d1 & ~(d2 | d3) & d4 & d5;
      if (finder !== 0) finders += lightBeside(words, finder, at, stride);
    }
    d0 = d1;
    d1 = d2;
    d2 = d3;
    d3 = d4;
    d4 = d5;
    above = here;
  }
  // A run of n has n - 4 windows of five: with two more for its first window that is RUN + n - 5.
  return windows + (RUN - 1) * firsts + FINDER_LIKE * finders;
}

/** On how many sides the finder-like patterns that end at `at` have four light modules within the symbol. */
function lightBeside(words: Int32Array, finder: number, at: number, stride: number): number {
  const dark = (rows: number) => words[at + rows * stride] ?? 0;
  let sides = 0;
  if (at + 4 * stride < words.length) sides += countOnes(finder & ~(dark(1) | dark(2) | dark(3) | dark(4)));
  if (at - 10 * stride >= 0) sides += countOnes(finder & ~(dark(-7) | dark(-8) | dark(-9) | dark(-10)));
  return sides;
}

/**
 * Features 2 and 4 of the symbol itself, the left half of the grid. Each two by two modules alike cost BLOCK, and may overlap; every
 * 5 % by which the dark modules are away from half of all cost BALANCE.
 */
function blocksAndBalance({ size, stride, words }: ModuleGrid): number {
  let blocks = 0;
  let dark = 0;
  for (let word = 0; 32 * word < size; word++) {
    const inSymbol = ones(size - 32 * word);
    const pairs = ones(size - 1 - 32 * word);
    let here = words[word] ?? 0;
    let right = (here >>> 1) | ((words[word + 1] ?? 0) << 31);
    dark += countOnes(here & inSymbol);
    for (let row = 1, at = word + stride; row < size; row++, at += stride) {
      const below = words[at] ?? 0;
      const belowRight = (below >>> 1) | ((words[at + 1] ?? 0) << 31);
      dark += countOnes(below & inSymbol);
      blocks += countOnes(~((here ^ right) | (below ^ belowRight) | (here ^ below)) & pairs);
      here = below;
      right = belowRight;
    }
  }
  const percent = (dark * 100) / (size * size);
  return BLOCK * blocks + BALANCE * Math.abs(Math.ceil(percent / 5) - 10);
}

/** A word whose lowest bits are ones, as many as asked for. */
function ones(count: number): number {
  return count >= 32 ? -1 : (1 << Math.max(count, 0)) - 1;
}

/** Number of ones in 32 bits. */
function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
