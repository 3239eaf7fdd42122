import PDFDocument from 'pdfkit';
import { registerFonts } from './fonts.ts';

/** Points in a millimetre: pages are measured in points, paper in millimetres. */
export const MM = 72 / 25.4;

export interface Paper {
  title: string;
  /** Language of the text, such as `id`: for screen readers. */
  language: string;
  /** A usual one, or width and height in points. */
  size?: 'A4' | 'A6' | [width: number, height: number];
  landscape?: boolean;
  /** All four margins, in points. */
  margin?: number;
}

/** A document with its first page, the fonts at hand. Draw with pdfkit's own methods and `drawText`, then `finish`. */
export function newDocument({ title, language, size = 'A4', landscape = false, margin = 15 * MM }: Paper) {
  const doc = new PDFDocument({
    size,
    layout: landscape ? 'landscape' : 'portrait',
    margin,
    lang: language,
    displayTitle: true,
    // Footers count the pages, which are known at the end only.
    bufferPages: true,
    info: { Title: title, Producer: 'Sowan', Creator: 'Sowan' },
  });
  registerFonts(doc);
  return doc;
}

/** Puts the pages so far into the document's stream, where they take no more memory once they are read. They can't be drawn on again. */
export function* flush(doc: PDFKit.PDFDocument): Generator<Buffer> {
  doc.flushPages();
  yield* readable(doc);
}

/** Ends the document; gives what `flush` has not given. */
export function* finishFlushed(doc: PDFKit.PDFDocument): Generator<Buffer> {
  doc.end();
  yield* readable(doc);
}

function* readable(doc: PDFKit.PDFDocument): Generator<Buffer> {
  for (let chunk = doc.read() as Buffer | null; chunk !== null; chunk = doc.read() as Buffer | null) yield chunk;
}

/** Ends the document; gives its bytes. */
export async function finish(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const done = Promise.withResolvers<Buffer>();
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  doc.on('end', () => done.resolve(Buffer.concat(chunks)));
  doc.on('error', done.reject);
  doc.end();
  return done.promise;
}
