import { assertLogoFits } from './logo.ts';
import { complete, type RenderOptions } from './options.ts';
import { darkRuns } from './render-path.ts';
import { createSymbol } from './symbol.ts';

export interface SvgOptions extends RenderOptions {
  /** A picture for the middle, as an address the page may load or a `data:` URL, and its share of the symbol's width. */
  logo?: { href: string; share?: number };
}

/**
 * An SVG of the text's QR code, sharp at any size.
 * @throws RangeError when the colours would not scan or the logo hides more than the level can restore.
 */
export function renderSvg(text: string, options: SvgOptions = {}): string {
  const { size, level, quietZone, dark, light } = complete(options);
  const grid = createSymbol(text, level);
  const side = grid.size + 2 * quietZone;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${side} ${side}">`,
    `<path fill="${light}" d="M0 0h${side}v${side}h-${side}z"/>`,
    `<path fill="${dark}" shape-rendering="crispEdges" d="${darkRuns(grid, quietZone)}"/>`,
    ...(options.logo ? [logoImage(options.logo, level, grid.size, side, light)] : []),
    '</svg>',
  ].join('');
}

function logoImage(
  logo: { href: string; share?: number },
  level: RenderOptions['level'],
  symbolSize: number,
  side: number,
  light: string,
) {
  const width = assertLogoFits(logo.share, level ?? 'H') * symbolSize;
  const at = (side - width) / 2;
  const box = `x="${at}" y="${at}" width="${width}" height="${width}"`;
  return `<rect ${box} fill="${light}"/><image ${box} href="${escapeAttribute(logo.href)}"/>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
