import sharp, { type Sharp } from 'sharp';

/** A grey image, 0 black to 255 white. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Numbers from 0 to 1, the same ones in every run. */
export type Random = () => number;

/** One way in which a printed or shown code comes out worse, at a strength from 0 to 1. */
export type Degradation = (image: Grey, strength: number, random: Random) => Promise<Grey> | Grey;

const PAPER = 255;

/**
 * As on the desk: a code far away, out of focus, crooked, grainy, pale, with a logo, with a stain, and some of it all at once. The
 * strengths are such that downscale, blur, blot and phone do to the predecessor's card and to a short pass about what they did when
 * the format was chosen (24, 16, 86 and 3 % of the cards read; 90, 60, 88 and 55 % of the passes).
 */
export const DEGRADATIONS: Record<string, Degradation> = {
  downscale: (image, strength) => resized(image, 170 - 106 * strength),
  blur: (image, strength) => blurred(image, 1.2 + 5.7 * strength),
  rotation: (image, strength) => warped(image, rotation(45 * strength)),
  perspective: (image, strength, random) => warped(image, tilt(0.0018 * strength, random)),
  noise: async (image, strength, random) => noisy(await resized(image, 200), 5 + 75 * strength, random),
  contrast: async (image, strength, random) => noisy(pale(await resized(image, 200), 0.4 - 0.38 * strength), 3, random),
  logo: (image) => covered(image, 0.5, 0.5, 0.3, PAPER),
  blot: (image, strength, random) =>
    covered(image, 0.25 + 0.5 * random(), 0.25 + 0.5 * random(), 0.12 + 0.34 * strength, random() < 0.5 ? 0 : PAPER),
  phone,
};

/** A phone held by hand: tilted, not quite in focus, from some way off, in poor light, and saved as JPEG. */
async function phone(image: Grey, strength: number, random: Random): Promise<Grey> {
  const turned = warped(image, rotation(30 * (random() - 0.5)));
  const tilted = warped(turned, tilt(0.0008 * (0.3 + strength), random));
  const small = await resized(await blurred(tilted, 0.4 + 1.5 * strength), 330 - 100 * strength);
  const lit = noisy(pale(small, 0.75 - 0.35 * strength), 5 + 15 * strength, random);
  return fromSharp(toSharp(lit).jpeg({ quality: Math.round(70 - 40 * strength) }));
}

function resized(image: Grey, width: number): Promise<Grey> {
  return fromSharp(toSharp(image).resize(Math.round(width), Math.round(width), { kernel: 'linear' }));
}

function blurred(image: Grey, sigma: number): Promise<Grey> {
  return fromSharp(toSharp(image).blur(sigma));
}

/** White noise of a standard deviation in grey levels, nearly normal: three uniform numbers added up. */
function noisy(image: Grey, deviation: number, random: Random): Grey {
  const pixels = image.pixels.map((pixel) => clamp(pixel + (random() + random() + random() - 1.5) * 2 * deviation));
  return { ...image, pixels };
}

/** The contrast that is left, as a share, around a middle grey. */
function pale(image: Grey, contrast: number): Grey {
  return { ...image, pixels: image.pixels.map((pixel) => clamp(150 + (pixel - 128) * contrast)) };
}

/** A disc of one grey, its place and width as shares of the image's width. */
function covered(image: Grey, x: number, y: number, width: number, grey: number): Grey {
  const pixels = image.pixels.slice();
  const radius = (width * image.width) / 2;
  for (let row = 0; row < image.height; row++) {
    for (let column = 0; column < image.width; column++) {
      const distance = Math.hypot(column - x * image.width, row - y * image.height);
      if (distance <= radius) pixels[row * image.width + column] = grey;
    }
  }
  return { ...image, pixels };
}

/** Where a point of the result comes from, both seen from the middle. */
type Mapping = (x: number, y: number) => readonly [x: number, y: number];

function rotation(degrees: number): Mapping {
  const angle = (degrees * Math.PI) / 180;
  return (x, y) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
}

/** A plane tilted away in some direction: what lies there is shown smaller. */
function tilt(depth: number, random: Random): Mapping {
  const direction = 2 * Math.PI * random();
  return (x, y) => {
    const nearness = 1 + depth * (x * Math.cos(direction) + y * Math.sin(direction));
    return [x / nearness, y / nearness];
  };
}

/** The image through a mapping, on paper half as wide again, each pixel mixed from its four neighbours. */
function warped(image: Grey, mapping: Mapping): Grey {
  const size = Math.round(image.width * 1.5);
  const pixels = new Uint8Array(size * size);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= image.width || y >= image.height ? PAPER : (image.pixels[y * image.width + x] ?? PAPER);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [fromX, fromY] = mapping(column - size / 2, row - size / 2);
      const [x, y] = [fromX + image.width / 2, fromY + image.height / 2];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, low] = [x - left, y - top];
      const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
      const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
      pixels[row * size + column] = upper * (1 - low) + lower * low;
    }
  }
  return { width: size, height: size, pixels };
}

function clamp(grey: number): number {
  return Math.max(0, Math.min(255, Math.round(grey)));
}

export function toSharp({ pixels, width, height }: Grey): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}

/** Runs a pipeline; what it encodes is decoded again. */
export async function fromSharp(pipeline: Sharp): Promise<Grey> {
  const encoded = await pipeline.png({ compressionLevel: 1 }).toBuffer();
  const { data, info } = await sharp(encoded).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}
