import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What zbar, a decoder that has nothing to do with ours, reads in a picture. Throws when there is nothing to read. */
export function readQr(picture: Buffer): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sowan-qr-'));
  try {
    const file = path.join(folder, 'picture.png');
    writeFileSync(file, picture);
    return execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', file], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
