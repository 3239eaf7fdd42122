import sharp, { type OverlayOptions } from 'sharp';
import { renderPng } from '../render/render-png.ts';
import { breakText } from './break-text.ts';
import type { TextBlock } from './wrap-text.ts';
import { PICTURE_WORDS, type PictureLanguage } from './words.ts';

/** What the WhatsApp picture of a pass says. Names are drawn in any script, and never cut. */
export interface PassPicture {
  /** What the code carries: the pass URL. */
  text: string;
  language: PictureLanguage;
  organisation: string;
  /** PNG, JPEG, WebP or SVG. */
  logo?: Buffer;
  guest: string;
  host: string;
  /** In the reader's words and the school's time zone. */
  date: string;
  place?: string;
}

const WIDTH = 1080;
const MARGIN = 80;
const CODE_SIZE = 784;
const LOGO_SIZE = 144;
const LINE_HEIGHT = 1.5;
/** From a line's top to its baseline, in ems: room for the tallest marks. */
const ASCENT = 1.12;

const ACCENT = '#312e81';
const INK = '#111827';
const QUIET = '#4b5563';
const PAPER = '#ffffff';

/**
 * The picture that goes out by WhatsApp: a PNG 1080 pixels wide and as high as its texts need, the code sharp and large enough to be
 * scanned from the phone's screen. The same input gives the same picture on every machine.
 */
export async function renderPassPicture(picture: PassPicture): Promise<Buffer> {
  const words = PICTURE_WORDS[picture.language];
  const page = new Page();
  const logo = picture.logo && (await sharp(picture.logo).resize(LOGO_SIZE, LOGO_SIZE, CONTAIN).png().toBuffer());
  page.space(48);
  if (logo) page.image(logo, LOGO_SIZE);
  if (logo) page.space(24);
  await page.text(picture.organisation, { sizes: [52, 46, 40], color: PAPER });
  page.space(40);
  page.endBand();
  page.space(40);
  await page.text(words.title, { sizes: [36], color: QUIET });
  await page.text(picture.guest, { sizes: [68, 60, 52, 44], color: INK });
  page.space(8);
  page.image(renderPng(picture.text, { size: CODE_SIZE, level: 'H' }), CODE_SIZE);
  for (const [label, value] of [
    [words.when, picture.date],
    [words.host, picture.host],
    [words.place, picture.place],
  ] as const) {
    if (!value) continue;
    await page.text(label, { sizes: [34], color: QUIET, weight: 400 });
    await page.text(value, { sizes: [48, 42, 36], color: INK });
    page.space(20);
  }
  page.space(12);
  await page.text(words.hint, { sizes: [36], color: QUIET, weight: 400 });
  page.space(48);
  return page.render();
}

const CONTAIN = { fit: 'contain', background: '#ffffff00' } as const;

interface TextStyle {
  sizes: readonly number[];
  color: string;
  weight?: 400 | 600;
}

/** A page that grows downwards, everything centred. Texts are outlines in one SVG; images are laid over it pixel by pixel. */
class Page {
  #height = 0;
  #bandHeight = 0;
  readonly #outlines: string[] = [];
  readonly #images: OverlayOptions[] = [];

  space(height: number): void {
    this.#height += height;
  }

  /** Ends the coloured band at the top. */
  endBand(): void {
    this.#bandHeight = this.#height;
  }

  image(input: Buffer, size: number): void {
    this.#images.push({ input, left: (WIDTH - size) / 2, top: this.#height });
    this.space(size);
  }

  async text(text: string, { sizes, color, weight = 600 }: TextStyle): Promise<void> {
    const block = await breakText(text, { width: WIDTH - 2 * MARGIN, sizes, maxLines: 2, weight });
    this.#outlines.push(`<g fill="${color}">${outlines(block, this.#height)}</g>`);
    this.space(Math.round(block.lines.length * block.size * LINE_HEIGHT));
  }

  render(): Promise<Buffer> {
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${this.#height}">` +
      `<path fill="${PAPER}" d="M0 0h${WIDTH}v${this.#height}H0z"/>` +
      `<path fill="${ACCENT}" d="M0 0h${WIDTH}v${this.#bandHeight}H0z"/>${this.#outlines.join('')}</svg>`;
    return sharp(Buffer.from(svg)).composite(this.#images).removeAlpha().png({ compressionLevel: 9 }).toBuffer();
  }
}

function outlines({ lines, size }: TextBlock, top: number): string {
  return lines
    .flatMap(({ width, glyphs }, i) => {
      const left = (WIDTH - width * size) / 2;
      const baseline = top + (i * LINE_HEIGHT + ASCENT) * size;
      return glyphs.map(({ outline, unitsPerEm, x, y }) => {
        const scale = size / unitsPerEm;
        const [tx, ty, s] = [left + x * size, baseline - y * size, scale].map((value) => Math.round(value * 1e4) / 1e4);
        return `<path transform="translate(${tx} ${ty}) scale(${s} -${s})" d="${outline()}"/>`;
      });
    })
    .join('');
}
