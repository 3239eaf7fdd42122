export interface SymbolPlace {
  x: number;
  y: number;
  /** Width and height in points, quiet zone included. */
  size: number;
}

/**
 * Draws a QR code as shapes, sharp at any size, black on white.
 * @param symbol its dark modules as an SVG path of rectangles a unit high, `M1 2h3v1h-3z`, on a square of `side` units
 */
export function drawSymbol(doc: PDFKit.PDFDocument, symbol: { side: number; path: string }, place: SymbolPlace): void {
  const { x, y, size } = place;
  doc.save();
  doc.rect(x, y, size, size).fill('#ffffff');
  doc.translate(x, y).scale(size / symbol.side);
  doc.fillColor('#000000');
  // In one piece: as a path, the hundreds of rectangles of a code would take pdfkit longer than all else on a card.
  doc.addContent(`${symbol.path.replaceAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g, '$1 $2 $3 1 re\n')}f`);
  doc.restore();
}
