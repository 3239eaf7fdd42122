import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Blob, Face, Font, Variation } from 'harfbuzzjs';
import decompress from 'wawoff2/decompress.js';

/**
 * The fonts text is drawn with: Noto Sans, shipped by npm packages, so that a picture is the same on every machine. Each package
 * holds one script, cut into files by Unicode range. A character takes the first file that has it.
 */
const PACKAGES = [
  '',
  '-arabic',
  '-hebrew',
  '-bengali',
  '-tamil',
  '-thai',
  '-khmer',
  '-javanese',
  '-sc',
  '-jp',
  '-kr',
].map((script) => `noto-sans${script}`);
/** Latin first: its file has the space and the punctuation that every script uses. */
const FIRST_FILES = ['latin', 'latin-ext', 'vietnamese'];

export type Weight = 400 | 600;

export interface LoadedFont {
  font: Font;
  unitsPerEm: number;
}

/** A font file, and which code points its package would have it asked for. */
interface FontFile {
  path: string;
  ranges: readonly (readonly [first: number, last: number])[];
}

let catalogue: Promise<FontFile[]> | undefined;
const loaded = new Map<string, Promise<LoadedFont>>();

/** The first font that can draw a text, usually one grapheme; `undefined` when none can. Files are read once. */
export async function findFont(text: string, weight: Weight): Promise<LoadedFont | undefined> {
  catalogue ??= Promise.all(PACKAGES.map(filesOf)).then((lists) => lists.flat());
  for (const file of await catalogue) {
    if (!isFor(file, text)) continue;
    const font = await loadFont(file, weight);
    if (canDraw(font, text)) return font;
  }
  return undefined;
}

/** Whether a font has a glyph for each character. What is never drawn, such as joiners, needs none. */
export function canDraw({ font }: LoadedFont, text: string): boolean {
  return drawn(text).every((code) => font.nominalGlyph(code) !== undefined);
}

/** The ranges are wider than what the files hold, but spare us reading them all. */
function isFor({ ranges }: FontFile, text: string): boolean {
  return drawn(text).every((code) => ranges.some(([first, last]) => code >= first && code <= last));
}

function drawn(text: string): number[] {
  return Array.from(
    text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
    (character) => character.codePointAt(0) ?? 0,
  );
}

function loadFont({ path }: FontFile, weight: Weight): Promise<LoadedFont> {
  const key = `${weight} ${path}`;
  let font = loaded.get(key);
  if (!font) {
    font = readFont(path, weight);
    loaded.set(key, font);
  }
  return font;
}

async function readFont(path: string, weight: Weight): Promise<LoadedFont> {
  const face = new Face(new Blob(await decompress(await readFile(path))));
  const font = new Font(face);
  font.setVariations([new Variation('wght', weight)]);
  return { font, unitsPerEm: face.upem };
}

async function filesOf(name: string): Promise<FontFile[]> {
  const locate = (file: string) => fileURLToPath(import.meta.resolve(`@fontsource-variable/${name}/${file}`));
  const subsets: Record<string, string> = JSON.parse(await readFile(locate('unicode.json'), 'utf8'));
  const rank = (subset: string) => (FIRST_FILES.indexOf(subset) + FIRST_FILES.length + 1) % (FIRST_FILES.length + 1);
  return Object.entries(subsets)
    .filter(([subset]) => name === 'noto-sans' || !LATIN_COPIES.test(subset))
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([subset, ranges]) => ({
      path: locate(`files/${name}-${subset.replace(/[[\]]/g, '')}-wght-normal.woff2`),
      ranges: ranges.split(',').map(parseRange),
    }));
}

/** What the packages of other scripts repeat of the first. */
const LATIN_COPIES = /^(latin|greek|cyrillic|vietnamese)/;

/** Reads `U+0041-005A` or `U+20AC`. */
function parseRange(text: string): readonly [number, number] {
  const [first = '', last = first] = text.replace(/^U\+/i, '').split('-');
  return [parseInt(first, 16), parseInt(last, 16)];
}
