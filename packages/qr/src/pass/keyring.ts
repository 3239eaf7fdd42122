import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const SLOTS = 16;

/** The keys of one installation. The first signs, all verify, so rotating a key needs no reprint. */
export interface Keyring {
  readonly signingSlot: number;
  readonly keys: ReadonlyMap<number, KeyObject>;
}

/**
 * Reads `QR_KEYS`: `"2:<base64 of 32 bytes>,1:<…>"`. The number is the key's slot, 0 to 15, printed in every token.
 * @throws RangeError that names the fault but never the key.
 */
export function parseKeyring(spec: string): Keyring {
  const keys = new Map<number, KeyObject>();
  for (const entry of spec.split(',')) {
    const [, slotText = '', encoded = ''] = /^\s*(\d{1,2}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry) ?? [];
    const slot = Number(slotText);
    const bytes = Buffer.from(encoded, 'base64');
    if (!slotText || slot >= SLOTS) throw new RangeError('a QR key must read "<slot 0 to 15>:<base64 of 32 bytes>"');
    if (bytes.length !== KEY_BYTES) throw new RangeError(`the QR key of slot ${slot} must have ${KEY_BYTES} bytes`);
    if (keys.has(slot)) throw new RangeError(`the QR key slot ${slot} is given twice`);
    keys.set(slot, createSecretKey(bytes));
  }
  const [signingSlot = 0] = keys.keys();
  return { signingSlot, keys };
}

/** A fresh ring of one key in the form `parseKeyring` reads, for a first start. */
export function generateKeyringSpec(): string {
  return `1:${randomBytes(KEY_BYTES).toString('base64')}`;
}
