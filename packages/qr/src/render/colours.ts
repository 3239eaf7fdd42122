export type Colour = readonly [red: number, green: number, blue: number];

/** Symbol contrast of grade 3 of 4 in ISO/IEC 15415. */
const LEAST_CONTRAST = 0.55;

/** Reads `#rrggbb`. @throws RangeError for anything else. */
export function parseColour(text: string): Colour {
  const [, red, green, blue] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text) ?? [];
  if (!red || !green || !blue) throw new RangeError(`"${text}" is no colour: write #rrggbb`);
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

/**
 * Refuses colours that would not scan: cameras see luminance, many hand scanners light the code in red and see only that.
 * Light on dark is refused too, as most hand scanners do not look for it.
 * @throws RangeError
 */
export function assertScannable(dark: Colour, light: Colour): void {
  const toCamera = luminance(light) - luminance(dark);
  const toRedScanner = reflectance(light[0]) - reflectance(dark[0]);
  if (toCamera < LEAST_CONTRAST || toRedScanner < LEAST_CONTRAST) {
    throw new RangeError('these colours would not scan: use a darker dark or a lighter light');
  }
}

/** Share of light given back, 0 to 1: the sRGB transfer function (IEC 61966-2-1). */
function reflectance(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * reflectance(red) + 0.7152 * reflectance(green) + 0.0722 * reflectance(blue);
}
