import type { RenderOptions } from './options.ts';
import { createSymbol } from './symbol.ts';

/** An SVG of the text's QR code; runs of dark modules become one path. */
export function renderSvg(text: string, options: RenderOptions = {}): string {
  const { size = 400, level = 'H', quietZone = 4, dark = '#000000', light = '#ffffff' } = options;
  const symbol = createSymbol(text, level);
  const side = symbol.size + 2 * quietZone;
  let path = '';
  for (let row = 0; row < symbol.size; row++) {
    for (let column = 0; column < symbol.size; column++) {
      const start = column;
      while (column < symbol.size && symbol.modules[row * symbol.size + column]) column++;
      if (column > start) path += `M${start + quietZone} ${row + quietZone}h${column - start}v1h-${column - start}z`;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${side} ${side}"` +
    ` shape-rendering="crispEdges"><path fill="${light}" d="M0 0h${side}v${side}h-${side}z"/>` +
    `<path fill="${dark}" d="${path}"/></svg>`
  );
}
