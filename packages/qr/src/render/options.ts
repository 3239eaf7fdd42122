import { assertScannable, parseColour } from './colours.ts';

/** How much of a symbol may be lost and still be read: about 7, 15, 25 and 30 % (ISO/IEC 18004 §7.5.1). */
export type Level = 'L' | 'M' | 'Q' | 'H';

export interface RenderOptions {
  /** Width and height of the image in pixels; 400 when absent. The code takes the most whole pixels a module that fit. */
  size?: number;
  /** H when absent. */
  level?: Level;
  /** Light border in modules. ISO/IEC 18004 §6.3.8 asks for 4, the default; less only where the surroundings are light. */
  quietZone?: number;
  /** `#rrggbb`, black on white when absent. */
  dark?: string;
  light?: string;
}

export const BLACK = '#000000';
export const WHITE = '#ffffff';

/** The options with defaults filled in. @throws RangeError for what would not scan or not fit. */
export function complete(options: RenderOptions): Required<RenderOptions> {
  const { size = 400, level = 'H', quietZone = 4, dark = BLACK, light = WHITE } = options;
  if (!Number.isInteger(size) || size < 21 || size > 8192) throw new RangeError('a code is 21 to 8192 px wide');
  if (!Number.isInteger(quietZone) || quietZone < 0 || quietZone > 64)
    throw new RangeError('a quiet zone has 0 to 64 modules');
  if (dark !== BLACK || light !== WHITE) assertScannable(parseColour(dark), parseColour(light));
  return { size, level, quietZone, dark, light };
}

/** Whole pixels a module. @throws RangeError when the code does not fit. */
export function moduleScale(symbolSize: number, { size, quietZone }: Required<RenderOptions>): number {
  const scale = Math.floor(size / (symbolSize + 2 * quietZone));
  if (scale < 1) throw new RangeError(`${size} px are too few for a code of ${symbolSize} modules`);
  return scale;
}
