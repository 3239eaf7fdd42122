import { drawText, isWritable } from '@sowan/pdf';
import { breakText, type TextBlock, type TextLine } from '@sowan/qr';

/** Where a text has to fit, in points. */
export interface TextRoom {
  width: number;
  height: number;
  /** Type size it has when there is room for that. */
  size: number;
  weight: 400 | 600;
}

/** From a line's top to the next one's, and to its baseline, in ems: what pdfkit makes of Noto Sans. */
const LINE = 1.362;
const ASCENT = 1.069;
const STEP = 0.92;
/** Nobody reads less; no name that the books allow comes to this. */
const SMALLEST = 2;

/** Breaks a text so that all of it fits: in lines, and as much smaller as it takes. */
export async function fitText(text: string, { width, height, size: largest, weight }: TextRoom): Promise<TextBlock> {
  for (let size = largest; ; size *= STEP) {
    const maxLines = Math.floor(height / (size * LINE));
    const block = await breakText(text, { width, sizes: [size], maxLines, weight });
    if (block.lines.length <= maxLines || size < SMALLEST) return block;
  }
}

export const heightOf = ({ lines, size }: TextBlock): number => lines.length * size * LINE;

/** Draws what `fitText` gave with its upper left corner at a point: as text where the fonts of the paper have it, else as outlines. */
export function drawBlock(
  doc: PDFKit.PDFDocument,
  block: TextBlock,
  { x, y, colour, weight }: { x: number; y: number; colour: string; weight: 400 | 600 },
): void {
  block.lines.forEach((line, i) => {
    const top = y + i * block.size * LINE;
    const style = { size: block.size, colour, weight: weight === 600 ? ('bold' as const) : ('regular' as const) };
    // Wider than the line: the two cuts of the font may differ by a hair, and nothing is to be shortened.
    const width = line.width * block.size * 1.05;
    if (isWritable(line.text)) drawText(doc, line.text, { x, y: top, width, ...style });
    else drawOutlines(doc, line, { x, baseline: top + ASCENT * block.size, size: block.size, colour });
  });
}

function drawOutlines(
  doc: PDFKit.PDFDocument,
  { glyphs }: TextLine,
  { x, baseline, size, colour }: { x: number; baseline: number; size: number; colour: string },
): void {
  doc.fillColor(colour);
  for (const glyph of glyphs) {
    const scale = size / glyph.unitsPerEm;
    doc.save();
    doc.transform(scale, 0, 0, -scale, x + glyph.x * size, baseline - glyph.y * size);
    doc.path(glyph.outline()).fill();
    doc.restore();
  }
}
