import { isDark } from './module-grid.ts';
import type { RenderOptions } from './options.ts';
import { createSymbol } from './symbol.ts';

/** The code in half-block characters, two rows of modules a line; light is drawn, so that it scans on a dark terminal. */
export function renderTerminal(text: string, options: Pick<RenderOptions, 'level' | 'quietZone'> = {}): string {
  const { level = 'M', quietZone = 4 } = options;
  const grid = createSymbol(text, level);
  const inside = (at: number) => at >= 0 && at < grid.size;
  const light = (row: number, column: number) => !(inside(row) && inside(column) && isDark(grid, row, column));
  const lines: string[] = [];
  for (let row = -quietZone; row < grid.size + quietZone; row += 2) {
    let line = '';
    for (let column = -quietZone; column < grid.size + quietZone; column++) {
      const upper = light(row, column);
      const lower = light(row + 1, column);
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }
    lines.push(line);
  }
  return lines.join('\n');
}
