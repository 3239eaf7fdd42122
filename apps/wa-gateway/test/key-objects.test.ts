import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from 'node:crypto';
import { aesDecryptGCM, aesEncryptGCM, hmacSign } from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keysAsObjects } from '../src/key-objects.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((array) => Buffer.from(array));
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((array) => Buffer.from(array));

describe('keys as objects', () => {
  test('change no result of the libraries', () => {
    fc.assert(
      fc.property(bytes, key, nonce, (data, secret, iv) => {
        const plain = [hmacSign(data, secret), aesEncryptGCM(data, secret, iv, data)] as const;
        const giveBack = keysAsObjects();
        try {
          expect([hmacSign(data, secret), aesEncryptGCM(data, secret, iv, data)]).toEqual(plain);
          expect(aesDecryptGCM(plain[1], secret, iv, data)).toEqual(data);
          // Other kinds of keys than bytes.
          expect(createHmac('sha256', createSecretKey(secret)).update(data).digest()).toEqual(plain[0]);
          expect(createHmac('sha256', 'text').update('x').digest()).toEqual(
            createHmac('sha256', Buffer.from('text')).update('x').digest(),
          );
        } finally {
          giveBack();
        }
      }),
    );
  });

  test('reach who imports node:crypto either way, until it is given back', () => {
    const before = { createHmac, createCipheriv, createDecipheriv };
    const giveBack = keysAsObjects();
    onTestFinished(giveBack);
    expect(createHmac).not.toBe(before.createHmac);
    expect(process.getBuiltinModule('node:crypto').createCipheriv).toBe(createCipheriv);
    giveBack();
    expect({ createHmac, createCipheriv, createDecipheriv }).toEqual(before);
  });
});
