import { runsOf, type Weight } from './fonts.ts';

export interface TextStyle {
  /** In points. */
  size?: number;
  weight?: Weight;
  /** CSS colour, `#rrggbb`. */
  colour?: string;
}

export interface TextPlace extends TextStyle {
  x: number;
  /** Top of the line. */
  y: number;
  /** What is longer ends in "…". */
  width: number;
  align?: 'left' | 'right' | 'centre';
}

const ELLIPSIS = '…';

/** Width of one line in points. */
export function widthOf(doc: PDFKit.PDFDocument, text: string, { size = 10, weight = 'regular' }: TextStyle): number {
  doc.fontSize(size);
  return runsOf(text, weight).reduce((sum, run) => sum + doc.font(run.font).widthOfString(run.text), 0);
}

/** Draws one line of text inside its place. */
export function drawText(doc: PDFKit.PDFDocument, text: string, place: TextPlace): void {
  const { x, y, width, align = 'left', size = 10, weight = 'regular', colour = '#000000' } = place;
  const line = shorten(doc, text, place);
  const free = width - widthOf(doc, line, place);
  let at = x + { left: 0, centre: free / 2, right: free }[align];
  doc.fontSize(size).fillColor(colour);
  for (const run of runsOf(line, weight)) {
    doc.font(run.font).text(run.text, at, y, { lineBreak: false });
    at += doc.widthOfString(run.text);
  }
}

/** Cuts a text into lines no wider than `width`; a longer word stays whole, on a line of its own. */
export function wrapText(doc: PDFKit.PDFDocument, text: string, width: number, style: TextStyle): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && widthOf(doc, longer, style) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function shorten(doc: PDFKit.PDFDocument, text: string, place: TextPlace): string {
  if (widthOf(doc, text, place) <= place.width) return text;
  const letters = Array.from(text);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(doc, letters.slice(0, middle).join('') + ELLIPSIS, place) <= place.width) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join('').trimEnd() + ELLIPSIS;
}
