import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupError } from './backup-error.ts';
import type { BackupKey } from './keys.ts';
import { inPieces, linesIn } from './lines.ts';

const CIPHER = 'aes-256-gcm';
/** An encrypted file: this, the key's number (1 byte), the nonce, the encrypted gzip, the tag. */
const MAGIC = Buffer.from('SOWANBK1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + 1 + NONCE_BYTES;

/** Writes lines to a file, compressed and, with a key, encrypted. It appears under its name when it is whole and on the disk. */
export async function writeLines(file: string, lines: AsyncIterable<string>, key: BackupKey | undefined) {
  const unfinished = `${file}.part`;
  try {
    const gzip = createGzip();
    const text = Readable.from(inPieces(lines));
    const target = createWriteStream(unfinished, { mode: 0o600, flush: true });
    if (key) await pipeline(text, gzip, (bytes: AsyncIterable<Buffer>) => encrypted(bytes, key), target);
    else await pipeline(text, gzip, target);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function* encrypted(bytes: AsyncIterable<Buffer>, key: BackupKey): AsyncGenerator<Buffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.secret, nonce);
  yield Buffer.concat([MAGIC, Buffer.from([key.slot]), nonce]);
  for await (const chunk of bytes) yield cipher.update(chunk);
  yield cipher.final();
  yield cipher.getAuthTag();
}

/**
 * The lines of a backup. Those of an encrypted one are known to be genuine only when the last has come: whoever acts on them reads the
 * file to its end before. Throws BackupError `damaged`, `encrypted`, `wrong_key`, `not_a_backup`.
 */
export async function* readLines(file: string, keys: readonly BackupKey[]): AsyncGenerator<string> {
  const bytes = await contentOf(file, keys);
  const gunzip = createGunzip();
  const done = pipeline(bytes, gunzip).catch(() => undefined); // The reader below is told the same.
  try {
    yield* linesIn(gunzip);
  } catch (cause) {
    throw new BackupError('damaged', 'the backup is cut short or was changed', { cause });
  } finally {
    gunzip.destroy();
    bytes.destroy();
    await done;
  }
}

async function contentOf(file: string, keys: readonly BackupKey[]): Promise<Readable> {
  const { size } = await stat(file);
  const head = await read(file, 0, HEAD_BYTES);
  if (head[0] === 0x1f && head[1] === 0x8b) return createReadStream(file);
  if (!head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new BackupError('not_a_backup', 'this is no backup of Sowan');
  if (size < HEAD_BYTES + TAG_BYTES) throw new BackupError('damaged', 'the backup is cut short');
  if (keys.length === 0) throw new BackupError('encrypted', 'the backup is encrypted: BACKUP_KEY is needed');
  const slot = head[MAGIC.length];
  const key = keys.find((each) => each.slot === slot);
  if (!key) throw new BackupError('wrong_key', `the backup needs key number ${String(slot)} in BACKUP_KEY`);
  const decipher = createDecipheriv(CIPHER, key.secret, head.subarray(MAGIC.length + 1));
  decipher.setAuthTag(await read(file, size - TAG_BYTES, TAG_BYTES));
  const source = createReadStream(file, { start: HEAD_BYTES, end: size - TAG_BYTES - 1 });
  source.on('error', (error) => decipher.destroy(error));
  return source.pipe(decipher);
}

async function read(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
