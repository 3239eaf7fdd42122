import type { Weight } from './fonts.ts';
import { shapeLine, type ShapedLine } from './shape-line.ts';

export interface TextLine extends ShapedLine {
  text: string;
}

export interface TextBox {
  /** In pixels, or whatever unit sizes are in. */
  width: number;
  /** The largest in which no more than `maxLines` are needed is taken, else the last. */
  sizes: readonly number[];
  maxLines: number;
  weight: Weight;
}

/** Text broken into lines of one size, in pixels or whatever unit the width had. Nothing of it is ever left out. */
export interface TextBlock {
  lines: TextLine[];
  size: number;
}

const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Breaks a text so that no line is wider than `width` pixels: in the largest of `sizes` that needs no more than `maxLines`, or else in
 * the last and as many lines as it takes.
 */
export async function wrapText(text: string, { width, sizes, maxLines, weight }: TextBox): Promise<TextBlock> {
  const clean = cleaned(text);
  let block: TextBlock = { lines: [], size: sizes[0] ?? 0 };
  for (const size of sizes) {
    block = { lines: await breakLines(clean, width / size, weight), size };
    if (block.lines.length <= maxLines) break;
  }
  return block;
}

/** One line, composed characters, and no control characters that could reorder what others wrote. */
function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .trim();
}

/** Greedily, at the ends of words; a word that is wider than a line is broken between its characters. */
async function breakLines(text: string, width: number, weight: Weight): Promise<TextLine[]> {
  const whole = await shapeLine(text, weight);
  if (whole.width <= width) return text ? [{ text, ...whole }] : [];
  const lines: TextLine[] = [];
  let line = '';
  const fits = async (candidate: string) => (await shapeLine(candidate.trimEnd(), weight)).width <= width;
  const finish = async () => {
    const text = line.trim();
    if (text) lines.push({ text, ...(await shapeLine(text, weight)) });
    line = '';
  };
  for (const { segment: word } of words.segment(text)) {
    if (await fits(line + word)) {
      line += word;
      continue;
    }
    await finish();
    for (const { segment } of (await fits(word)) ? [{ segment: word }] : graphemes.segment(word)) {
      if (!(await fits(line + segment))) await finish();
      line += segment;
    }
  }
  await finish();
  return lines;
}
