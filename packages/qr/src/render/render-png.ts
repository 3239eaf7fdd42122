import { BYTE_SCALE, deflateByteModules } from './byte-modules.ts';
import type { ModuleGrid } from './module-grid.ts';
import { complete, moduleScale, type RenderOptions } from './options.ts';
import { png } from './png.ts';
import { deflateSymbol, type Placement } from './raster.ts';
import { createSymbol } from './symbol.ts';

/**
 * A PNG of the text's QR code, one bit a pixel; the same text and options give the same bytes on every machine.
 * @throws RangeError when it does not fit the size or the colours would not scan; Error when no version holds the text.
 */
export function renderPng(text: string, options: RenderOptions = {}): Buffer {
  const completed = complete(options);
  return drawPng(createSymbol(text, completed.level), completed);
}

/** A PNG of a symbol, wherever it comes from. */
export function drawPng(grid: ModuleGrid, options: Required<RenderOptions>): Buffer {
  const placement = place(grid, options);
  const onBytes = placement.scale === BYTE_SCALE && placement.size % 8 === 0 && placement.offset > 0;
  const { deflated, adler } = onBytes ? deflateByteModules(grid, placement) : deflateSymbol(grid, placement);
  return png(placement.size, options.dark, options.light, deflated, adler);
}

/** The PNG as a `data:` URL, for a page or an e-mail. */
export function renderDataUrl(text: string, options: RenderOptions = {}): string {
  return `data:image/png;base64,${renderPng(text, options).toString('base64')}`;
}

/** In the middle; at eight pixels a module on a whole byte, at most four pixels off it. */
function place(grid: ModuleGrid, options: Required<RenderOptions>): Placement {
  const { size } = options;
  const scale = moduleScale(grid.size, options);
  const offset = (size - grid.size * scale) >> 1;
  return { size, scale, offset: scale === BYTE_SCALE ? offset & ~7 : offset };
}
