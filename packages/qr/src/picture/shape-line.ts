import createBidi from 'bidi-js/dist/bidi.mjs';
import { Buffer as ShapingBuffer, Direction, shape } from 'harfbuzzjs';
import { canDraw, findFont, type LoadedFont, type Weight } from './fonts.ts';

/** A line of text as it will be drawn, in ems: glyph outlines from left to right. */
export interface ShapedLine {
  width: number;
  glyphs: readonly Glyph[];
}

/** An outline (SVG path data, y upwards) in font units, drawn when asked for, and where it goes. */
interface Glyph {
  outline: () => string;
  unitsPerEm: number;
  x: number;
  y: number;
}

/** A part of a line in one font and one direction. */
interface Run {
  text: string;
  font: LoadedFont;
  /** Embedding level: odd runs from right to left (Unicode Standard Annex 9). */
  level: number;
}

const bidi = createBidi();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Shapes one line: bidirectional order, fonts by script, ligatures and marks by HarfBuzz. */
export async function shapeLine(text: string, weight: Weight): Promise<ShapedLine> {
  const glyphs: Glyph[] = [];
  let width = 0;
  for (const run of inVisualOrder(await splitRuns(text, weight))) {
    const shaped = shapeRun(run);
    glyphs.push(...shaped.glyphs.map((glyph) => ({ ...glyph, x: glyph.x + width })));
    width += shaped.width;
  }
  return { width, glyphs };
}

/** A font is kept for as long as it can draw what comes, so that words, and marks with their letters, are shaped in one piece. */
async function splitRuns(text: string, weight: Weight): Promise<Run[]> {
  const { levels } = bidi.getEmbeddingLevels(text);
  const runs: Run[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const level = levels[index] ?? 0;
    const previous = runs.at(-1);
    const font = previous && canDraw(previous.font, segment) ? previous.font : await fontFor(segment, weight);
    if (!font) continue;
    if (previous?.font === font && previous.level === level) previous.text += segment;
    else runs.push({ text: segment, font, level });
  }
  return runs;
}

/** A font for the whole grapheme, or for its first character. What none has is drawn as a box, but pictographs are left out. */
async function fontFor(grapheme: string, weight: Weight): Promise<LoadedFont | undefined> {
  const [first = ''] = grapheme;
  const font = (await findFont(grapheme, weight)) ?? (await findFont(first, weight));
  return font ?? (/\p{Extended_Pictographic}/u.test(grapheme) ? undefined : findFont(' ', weight));
}

/** Rule L2 of UAX 9: from the highest level down to the lowest odd one, reverse what is at that level or above. */
function inVisualOrder(runs: readonly Run[]): Run[] {
  const ordered = [...runs];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start;
      while ((ordered[end]?.level ?? -1) >= level) end++;
      if (end > start) ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = end;
    }
  }
  return ordered;
}

function shapeRun({ text, level, font: { font, unitsPerEm } }: Run): ShapedLine {
  const buffer = new ShapingBuffer();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  buffer.setDirection(level % 2 ? Direction.RTL : Direction.LTR);
  shape(font, buffer);
  const positions = buffer.getGlyphPositions();
  let width = 0;
  const glyphs = buffer.getGlyphInfos().map(({ codepoint }, i) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {};
    const glyph = {
      outline: () => font.glyphToPath(codepoint),
      unitsPerEm,
      x: width + xOffset / unitsPerEm,
      y: yOffset / unitsPerEm,
    };
    width += xAdvance / unitsPerEm;
    return glyph;
  });
  return { width, glyphs };
}
