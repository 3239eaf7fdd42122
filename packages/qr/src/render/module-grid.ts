/**
 * A symbol of `size` × `size` modules, dark is 1, packed for arithmetic on 32 modules at a time. Row `r` holds the symbol's
 * row `r` and after it the symbol's column `r`, so that a rule about columns of the grid is a rule about both:
 * column `c` of row `r` is bit `c & 31` of `words[r * stride + (c >>> 5)]`, for `c` up to `2 * size`.
 */
export interface ModuleGrid {
  size: number;
  /** Words a row. */
  stride: number;
  words: Int32Array;
}

export function createGrid(size: number): ModuleGrid {
  const stride = (2 * size + 31) >>> 5;
  return { size, stride, words: new Int32Array(size * stride) };
}

/** Fills a grid from one value a module, 0 or 1, row by row. Free of branches on the data, which no processor can guess. */
export function packModules(modules: Uint8Array, { size, stride, words }: ModuleGrid): void {
  words.fill(0);
  for (let row = 0, at = 0; row < size; row++) {
    const mirrored = size + row;
    for (let column = 0; column < size; column++, at++) {
      const dark = modules[at] ?? 0;
      words[row * stride + (column >>> 5)]! |= dark << (column & 31);
      words[column * stride + (mirrored >>> 5)]! |= dark << (mirrored & 31);
    }
  }
}

export function isDark({ words, stride }: ModuleGrid, row: number, column: number): boolean {
  return (((words[row * stride + (column >>> 5)] ?? 0) >>> (column & 31)) & 1) === 1;
}
