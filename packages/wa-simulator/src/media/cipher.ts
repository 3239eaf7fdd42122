import { createHash } from 'node:crypto';
import { aesDecryptWithIV, getMediaKeys, hmacSign, type MediaType } from '@whiskeysockets/baileys';

const MAC_LENGTH = 10;

/** The part of an image or document message which unlocks the uploaded file. */
export interface MediaLock {
  mediaKey: Uint8Array;
  fileSha256: Uint8Array;
  fileEncSha256: Uint8Array;
}

/** Opens an uploaded file as a phone does. Throws when it is not the file that was sent, or was altered on the way. */
export async function decryptMedia(upload: Buffer, lock: MediaLock, type: MediaType): Promise<Buffer> {
  if (!sha256(upload).equals(lock.fileEncSha256)) throw new Error('the uploaded file is not the one announced');
  const { iv, cipherKey, macKey } = await getMediaKeys(lock.mediaKey, type);
  if (!iv || !cipherKey || !macKey) throw new Error('no keys derive from this media key');
  const sealed = upload.subarray(0, -MAC_LENGTH);
  const mac = hmacSign(Buffer.concat([iv, sealed]), macKey).subarray(0, MAC_LENGTH);
  if (!upload.subarray(-MAC_LENGTH).equals(mac)) throw new Error('the uploaded file fails its authentication');
  const plain = aesDecryptWithIV(sealed, cipherKey, iv);
  if (!sha256(plain).equals(lock.fileSha256)) throw new Error('the file does not match its checksum');
  return plain;
}

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();
