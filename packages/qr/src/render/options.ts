export type Level = 'L' | 'M' | 'Q' | 'H';

export interface RenderOptions {
  /** Width and height of the image in pixels; 400 when absent. */
  size?: number;
  /** Error correction; H when absent. */
  level?: Level;
  /** Light border in modules; ISO/IEC 18004 asks for 4, which is the default and the least. */
  quietZone?: number;
  /** Colours as `#rrggbb`; black on white when absent. */
  dark?: string;
  light?: string;
}
