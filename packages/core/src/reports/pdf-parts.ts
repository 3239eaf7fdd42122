import { drawText, MM } from '@sowan/pdf';

/** Where drawing has come to on the current page, in points. */
export interface Sheet {
  doc: PDFKit.PDFDocument;
  left: number;
  width: number;
  /** Lowest point that may be drawn on. */
  bottom: number;
  y: number;
}

export interface Column<T> {
  head: string;
  /** Part of the width, beside those of the others. */
  share: number;
  right?: boolean;
  text: (row: T) => string;
}

export const INK = { quiet: '#555555', line: '#bbbbbb', bar: '#3b3a8f', tile: '#f1efe9' };

const GAP = 7 * MM;
const TITLE = 20;
const ROW = 17;

/** Goes on on a new page unless this much still fits. */
function reserve(sheet: Sheet, height: number): void {
  if (sheet.y + height <= sheet.bottom) return;
  sheet.doc.addPage();
  sheet.y = sheet.doc.page.margins.top;
}

function drawTitle(sheet: Sheet, title: string): void {
  drawText(sheet.doc, title, { x: sheet.left, y: sheet.y, width: sheet.width, size: 12, weight: 'bold' });
  sheet.y += TITLE;
}

/** The figures that matter most, side by side. */
export function drawTiles(sheet: Sheet, tiles: [label: string, value: string][]): void {
  const { doc, left, y } = sheet;
  const [space, height] = [2 * MM, 17 * MM];
  const width = (sheet.width - space * (tiles.length - 1)) / tiles.length;
  tiles.forEach(([label, value], i) => {
    const x = left + i * (width + space);
    doc.roundedRect(x, y, width, height, 4).fill(INK.tile);
    drawText(doc, value, { x: x + 6, y: y + 7, width: width - 12, size: 15, weight: 'bold' });
    drawText(doc, label, { x: x + 6, y: y + 31, width: width - 12, size: 8, colour: INK.quiet });
  });
  sheet.y += height;
}

/** Upright bars with their values above and their names below; where they are too narrow for a name, every nth has one. */
export function drawBars(sheet: Sheet, title: string, bars: { label: string; value: number }[], height: number): void {
  reserve(sheet, TITLE + height + GAP);
  drawTitle(sheet, title);
  const { doc, left, width, y } = sheet;
  const slot = width / bars.length;
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const room = height - 26;
  const NAME = 34;
  const every = Math.max(1, Math.ceil(NAME / slot));
  bars.forEach(({ label, value }, i) => {
    const tall = (value / most) * room;
    const x = left + i * slot;
    if (value > 0) doc.rect(x + slot * 0.15, y + 12 + room - tall, slot * 0.7, tall).fill(INK.bar);
    const name = { x, y: y + height - 11, width: slot * every, size: 7, colour: INK.quiet, align: 'centre' as const };
    if (value > 0 && slot >= 10) drawText(doc, String(value), { ...name, y: y + 12 + room - tall - 10, width: slot });
    if (i % every === 0) drawText(doc, label, every > 1 ? { ...name, align: 'left' } : name);
  });
  const base = y + 12 + room;
  doc
    .moveTo(left, base)
    .lineTo(left + width, base)
    .lineWidth(0.5)
    .stroke(INK.line);
  sheet.y += height + GAP;
}

/** A table that goes on over as many pages as it takes, its heads on each. */
export function drawTable<T>(sheet: Sheet, title: string, columns: Column<T>[], rows: readonly T[]): void {
  reserve(sheet, TITLE + 3 * ROW);
  drawTitle(sheet, title);
  drawRow(sheet, columns, (column) => column.head, 'bold');
  for (const row of rows) {
    if (sheet.y + ROW > sheet.bottom) {
      reserve(sheet, ROW + 1);
      drawRow(sheet, columns, (column) => column.head, 'bold');
    }
    drawRow(sheet, columns, (column) => column.text(row), 'regular');
  }
  sheet.y += GAP;
}

function drawRow<T>(
  sheet: Sheet,
  columns: Column<T>[],
  text: (column: Column<T>) => string,
  weight: 'regular' | 'bold',
): void {
  const { doc, left, width, y } = sheet;
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  let x = left;
  for (const column of columns) {
    const wide = (column.share / shares) * width;
    const align = column.right ? 'right' : 'left';
    drawText(doc, text(column), { x: x + 2, y: y + 3, width: wide - 4, size: 9, weight, align });
    x += wide;
  }
  doc
    .moveTo(left, y + ROW)
    .lineTo(left + width, y + ROW)
    .lineWidth(0.4)
    .stroke(INK.line);
  sheet.y += ROW;
}
