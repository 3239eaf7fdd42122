export interface SymbolPlace {
  x: number;
  y: number;
  /** Width and height in points, quiet zone included. */
  size: number;
}

/**
 * Draws a QR code as shapes, sharp at any size, black on white.
 * @param symbol its dark modules as an SVG path, a unit a module, on a square of `side` units
 */
export function drawSymbol(doc: PDFKit.PDFDocument, symbol: { side: number; path: string }, place: SymbolPlace): void {
  const { x, y, size } = place;
  doc.save();
  doc.rect(x, y, size, size).fill('#ffffff');
  doc
    .translate(x, y)
    .scale(size / symbol.side)
    .path(symbol.path)
    .fill('#000000');
  doc.restore();
}
