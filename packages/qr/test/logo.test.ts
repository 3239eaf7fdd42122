import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  newPassId,
  parseKeyring,
  generateKeyringSpec,
  passUrl,
  renderPngWithLogo,
  renderSvg,
  signPass,
} from '../src/index.ts';
import { readWithZbar, readWithZxing } from './decode.ts';

const keyring = parseKeyring(generateKeyringSpec());
const texts = Array.from({ length: 40 }, () =>
  passUrl('https://sowan.sekolah.sch.id', signPass(keyring, { kind: 'member', id: newPassId() })),
);
const logo = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><circle cx="100" cy="100" r="100" fill="#234"/></svg>',
);

describe('a code with a logo', () => {
  it.each([
    ['H', 0.3],
    ['Q', 0.22],
  ] as const)('at level %s is read with the widest logo the level allows, %d of the width', async (level, share) => {
    const images = await Promise.all(texts.map((text) => renderPngWithLogo(text, logo, { level, share })));
    expect(readWithZbar(images)).toEqual(texts);
    for (const [i, image] of images.entries()) expect(await readWithZxing(image)).toBe(texts[i]);
  });

  it('is refused when the logo would hide more than the level restores', async () => {
    const text = texts[0] ?? '';
    await expect(renderPngWithLogo(text, logo, { share: 0.4 })).rejects.toThrow(/up to 0.3/);
    await expect(renderPngWithLogo(text, logo, { level: 'M' })).rejects.toThrow(/no room for a logo/);
    expect(() => renderSvg(text, { level: 'L', logo: { href: 'logo.svg' } })).toThrow(RangeError);
  });

  it('shows the logo in its colours, whole, in the middle', async () => {
    const wide = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#cc0000' } })
      .png()
      .toBuffer();
    const image = sharp(await renderPngWithLogo(texts[0] ?? '', wide, { size: 500 }));
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
    expect(at(250, 250)).toEqual([204, 0, 0]);
    expect(at(250, 215)).toEqual([255, 255, 255]);
  });

  it('is read from an SVG as well', async () => {
    const href = `data:image/svg+xml;base64,${logo.toString('base64')}`;
    const image = await sharp(Buffer.from(renderSvg(texts[0] ?? '', { logo: { href } })))
      .png()
      .toBuffer();
    expect(readWithZbar([image])).toEqual([texts[0]]);
  });
});
