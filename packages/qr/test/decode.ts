import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const BATCH = 250;

/** What zbar (Debian's zbar-tools) reads in each image; throws when it finds none or two, or when it is not installed. */
export function readWithZbar(images: Buffer[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sowan-zbar-'));
  try {
    const files = images.map((image, i) => {
      const file = join(folder, `${String(i).padStart(6, '0')}.png`);
      writeFileSync(file, image);
      return file;
    });
    const texts: string[] = [];
    for (let at = 0; at < files.length; at += BATCH) texts.push(...zbar(files.slice(at, at + BATCH)));
    return texts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function zbar(files: string[]): string[] {
  const options = ['--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable'];
  const { stdout, error } = spawnSync('zbarimg', [...options, ...files], { encoding: 'utf8' });
  if (error) throw new Error(`these tests need zbarimg (Debian: zbar-tools): ${error.message}`);
  const lines = stdout.split('\n').slice(0, -1);
  if (lines.length !== files.length) throw new Error(`zbar read ${lines.length} codes in ${files.length} images`);
  return lines;
}

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const ready = prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer }, fireImmediately: true });

/** What zxing, the decoder of the desk's browser, reads in an image; `undefined` when nothing. */
export async function readWithZxing(image: Buffer): Promise<string | undefined> {
  await ready;
  const [found] = await readBarcodes(new Uint8Array(image), { formats: ['QRCode'], maxNumberOfSymbols: 1 });
  return found?.isValid ? found.text : undefined;
}
