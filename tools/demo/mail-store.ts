import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import PostalMime, { type Attachment, type Email } from 'postal-mime';

export interface StoredMail {
  id: string;
  mail: Email;
}

const MOST_MAILS = 500;

let arrived = 0;

/** Names sort by arrival; the oldest go when there are too many. */
export function keepMail(dir: string, content: Buffer): void {
  arrived += 1;
  const name = `${Date.now()}-${String(arrived).padStart(6, '0')}.eml`;
  writeFileSync(path.join(dir, `${name}.new`), content);
  renameSync(path.join(dir, `${name}.new`), path.join(dir, name));
  for (const old of mailFiles(dir).slice(MOST_MAILS)) rmSync(path.join(dir, old), { force: true });
}

/** Newest first. */
function mailFiles(dir: string): string[] {
  const files = readdirSync(dir).filter((name) => name.endsWith('.eml'));
  return files.sort().reverse();
}

/** A mail by its id, or undefined. */
export async function readMail(dir: string, id: string): Promise<StoredMail | undefined> {
  if (!mailFiles(dir).includes(`${id}.eml`)) return undefined;
  return { id, mail: await PostalMime.parse(readSource(dir, id)) };
}

/** All mails, newest first. */
export async function readMails(dir: string): Promise<StoredMail[]> {
  const mails = await Promise.all(mailFiles(dir).map((file) => readMail(dir, path.basename(file, '.eml'))));
  return mails.filter((mail) => mail !== undefined);
}

/** A mail as it came over the wire. */
export function readSource(dir: string, id: string): Buffer {
  return readFileSync(path.join(dir, `${id}.eml`));
}

export function bytesOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}
