import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

export interface ReadPage {
  /** In points. */
  width: number;
  height: number;
  /** What is written on it, as text. */
  text: string;
  /** What the QR codes on it say, as a camera sees the printed page; by place, from the top left. */
  codes: string[];
  /** The page as a PNG at 200 dpi. */
  png: Buffer;
}

const DPI = 200;
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');

/** A PDF as a reader of another make prints it. */
export async function readPdf(pdf: Uint8Array): Promise<ReadPage[]> {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await loading.promise;
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: DPI / 72 });
    const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
    await page.render({ canvas: canvas as never, viewport }).promise;
    const png = canvas.toBuffer('image/png');
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join('\n');
    pages.push({ width, height, text, png, codes: await codesOn(png) });
  }
  await loading.destroy();
  return pages;
}

async function codesOn(png: Buffer): Promise<string[]> {
  await prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer }, fireImmediately: true });
  const found = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'], maxNumberOfSymbols: 20 });
  const row = ({ position }: (typeof found)[number]) => Math.round(position.topLeft.y / 100);
  return found
    .filter(({ isValid }) => isValid)
    .toSorted((a, b) => row(a) - row(b) || a.position.topLeft.x - b.position.topLeft.x)
    .map(({ text }) => text);
}
