import sharp from 'sharp';
import { assertLogoFits } from './logo.ts';
import { complete, moduleScale, WHITE, type RenderOptions } from './options.ts';
import { renderPng } from './render-png.ts';
import { createSymbol } from './symbol.ts';

export interface LogoOptions extends RenderOptions {
  /** Share of the symbol's width the logo takes; the most the level allows when absent: 0.3 at H, 0.22 at Q. */
  share?: number;
}

/**
 * A PNG of the text's code with a picture (PNG, JPEG, WebP, SVG) in the middle, on the code's light colour.
 * @throws RangeError when the level could not restore what the logo hides.
 */
export async function renderPngWithLogo(text: string, logo: Buffer, options: LogoOptions = {}): Promise<Buffer> {
  const completed = complete(options);
  const share = assertLogoFits(options.share, completed.level);
  const { size } = createSymbol(text, completed.level);
  const scale = moduleScale(size, completed);
  const hidden = Math.floor(size * share) * scale;
  const inner = Math.max(1, hidden - scale);
  const picture = await sharp(logo)
    .resize(inner, inner, { fit: 'contain', background: completed.light })
    .flatten({ background: completed.light })
    .extend({ ...around(hidden - inner), background: completed.light ?? WHITE })
    .toBuffer();
  return sharp(renderPng(text, options))
    .toColourspace('srgb')
    .composite([{ input: picture }])
    .png()
    .toBuffer();
}

/** Half of the missing pixels on each side. */
function around(missing: number) {
  const before = missing >> 1;
  return { top: before, left: before, bottom: missing - before, right: missing - before };
}
