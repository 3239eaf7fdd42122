import type { RenderOptions } from './options.ts';
import { createSymbol } from './symbol.ts';

/** The code in half-block characters, two modules a line, light on dark so that it scans on a dark terminal. */
export function renderTerminal(text: string, options: Pick<RenderOptions, 'level' | 'quietZone'> = {}): string {
  const { level = 'M', quietZone = 2 } = options;
  const symbol = createSymbol(text, level);
  const light = (row: number, column: number): boolean => {
    const inside = row >= 0 && column >= 0 && row < symbol.size && column < symbol.size;
    return !(inside && symbol.modules[row * symbol.size + column]);
  };
  const lines: string[] = [];
  for (let row = -quietZone; row < symbol.size + quietZone; row += 2) {
    let line = '';
    for (let column = -quietZone; column < symbol.size + quietZone; column++) {
      const upper = light(row, column);
      const lower = light(row + 1, column);
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }
    lines.push(line);
  }
  return lines.join('\n');
}
