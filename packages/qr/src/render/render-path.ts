import { isDark, type ModuleGrid } from './module-grid.ts';
import { complete, type RenderOptions } from './options.ts';
import { createSymbol } from './symbol.ts';

/** A symbol for paper: its dark modules as one SVG path, a unit a module, on a square of `side` units. */
export interface SymbolPath {
  side: number;
  path: string;
}

/** The text's QR code as a path, quiet zone included, to be filled in black on white. */
export function renderPath(text: string, options: Pick<RenderOptions, 'level' | 'quietZone'> = {}): SymbolPath {
  const { level, quietZone } = complete(options);
  const grid = createSymbol(text, level);
  return { side: grid.size + 2 * quietZone, path: darkRuns(grid, quietZone) };
}

/** Each run of dark modules in a row as one rectangle. */
export function darkRuns(grid: ModuleGrid, quietZone: number): string {
  let path = '';
  for (let row = 0; row < grid.size; row++) {
    for (let column = 0; column < grid.size; column++) {
      const start = column;
      while (column < grid.size && isDark(grid, row, column)) column++;
      const run = column - start;
      if (run) path += `M${start + quietZone} ${row + quietZone}h${run}v1h-${run}z`;
    }
  }
  return path;
}
