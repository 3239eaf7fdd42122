import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** What a decoder reads in each PNG, in their order; `undefined` where it reads nothing. */
export type Decoder = (images: readonly Buffer[]) => Promise<(string | undefined)[]>;

const BATCH = 250;

/** zbar, a decoder of hand scanners and gates, as Debian's zbar-tools has it. @throws Error when it is not installed. */
export const zbar: Decoder = async (images) => {
  const folder = mkdtempSync(join(tmpdir(), 'sowan-bench-scan-'));
  try {
    const read: (string | undefined)[] = [];
    for (let at = 0; at < images.length; at += BATCH) {
      const files = images.slice(at, at + BATCH).map((image, i) => {
        const file = join(folder, `${i}.png`);
        writeFileSync(file, image);
        return file;
      });
      const options = ['--quiet', '--xml', '--nodbus', '-Sdisable', '-Sqrcode.enable'];
      const { stdout, error } = spawnSync('zbarimg', [...options, ...files], { encoding: 'utf8', maxBuffer: 2 ** 26 });
      if (error) throw new Error(`zbarimg: ${error.message} (Debian: zbar-tools)`);
      const found = new Map(
        [...stdout.matchAll(/<source href='([^']*)'>.*?<!\[CDATA\[(.*?)\]\]>/gs)].map(([, file, text]) => [file, text]),
      );
      read.push(...files.map((file) => found.get(file)));
    }
    return read;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');

/** zxing, the decoder of the desk's browser. */
export const zxing: Decoder = async (images) => {
  await prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer }, fireImmediately: true });
  const read: (string | undefined)[] = [];
  for (const image of images) {
    const [found] = await readBarcodes(new Uint8Array(image), { formats: ['QRCode'], tryHarder: true });
    read.push(found?.isValid ? found.text : undefined);
  }
  return read;
};
