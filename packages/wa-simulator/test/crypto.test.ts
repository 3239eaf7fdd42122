import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { Curve, encryptedStream } from '@whiskeysockets/baileys';
import { describe, expect, test } from 'vitest';
import { decryptMedia } from '../src/media/cipher.ts';
import { verifyXEdDsa } from '../src/linking/xeddsa.ts';

describe('a device signature', () => {
  const message = Buffer.from('the identity of a device');
  const pairs = Array.from({ length: 20 }, () => Curve.generateKeyPair());

  test('is accepted when the device made it', () => {
    for (const pair of pairs) expect(verifyXEdDsa(pair.public, message, Curve.sign(pair.private, message))).toBe(true);
  });

  test('is refused when it, the message or the key is another', () => {
    for (const pair of pairs) {
      const signature = Curve.sign(pair.private, message);
      const forged = Buffer.from(signature);
      forged.writeUInt8(forged.readUInt8(9) ^ 1, 9);
      expect(verifyXEdDsa(pair.public, message, forged)).toBe(false);
      expect(verifyXEdDsa(pair.public, Buffer.from('another identity'), signature)).toBe(false);
      expect(verifyXEdDsa(Curve.generateKeyPair().public, message, signature)).toBe(false);
    }
    expect(verifyXEdDsa(pairs[0]!.public, message, randomBytes(63))).toBe(false);
  });
});

describe('a file from the media host', () => {
  const plain = Buffer.from('a picture of a pass');

  async function encrypt() {
    const { encFilePath, mediaKey, fileSha256, fileEncSha256 } = await encryptedStream(plain, 'image');
    const upload = await readFile(encFilePath);
    await rm(encFilePath);
    return { upload, lock: { mediaKey, fileSha256, fileEncSha256 } };
  }

  test('is opened with the keys of its message', async () => {
    const { upload, lock } = await encrypt();
    expect(await decryptMedia(upload, lock, 'image')).toEqual(plain);
  });

  test('is refused when it is another one, or was altered, or is opened as something else', async () => {
    const { upload, lock } = await encrypt();
    const altered = Buffer.from(upload);
    altered.writeUInt8(altered.readUInt8(0) ^ 1, 0);
    const alteredLock = { ...lock, fileEncSha256: createHash('sha256').update(altered).digest() };

    await expect(decryptMedia(altered, lock, 'image')).rejects.toThrow('not the one announced');
    await expect(decryptMedia(altered, alteredLock, 'image')).rejects.toThrow('fails its authentication');
    await expect(decryptMedia(upload, lock, 'document')).rejects.toThrow('fails its authentication');
    await expect(decryptMedia(upload, { ...lock, fileSha256: Buffer.alloc(32) }, 'image')).rejects.toThrow('checksum');
  });
});
