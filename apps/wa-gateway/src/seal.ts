import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Format 1: IV, tag and ciphertext of AES-256-GCM (NIST SP 800-38D), one after the other. */
const FORMAT = 1;

/** The first key seals, all open, so that a key can be changed without linking the phones again. */
export interface AuthKeyring {
  readonly sealing: number;
  readonly keys: ReadonlyMap<number, KeyObject>;
}

export interface Sealed {
  sealed: Buffer;
  format: number;
  /** Number of the key in the ring. */
  encryptionKey: number;
}

/** A stored value that cannot be opened: altered, moved to another row, or sealed under a key that is not in the ring. */
export class AuthUnreadableError extends Error {
  constructor(where: string, cause?: unknown) {
    super(`stored WhatsApp credentials are unreadable: ${where}`, { cause });
    this.name = 'AuthUnreadableError';
  }
}

/**
 * Reads `WA_AUTH_KEY`: `"2:<base64 of 32 bytes>,1:<…>"`, numbers 1 to 65535.
 * @throws RangeError that names the fault but never the key
 */
export function parseAuthKeyring(spec: string): AuthKeyring {
  const keys = new Map<number, KeyObject>();
  for (const entry of spec.split(',')) {
    const [, number = '', encoded = ''] = /^\s*(\d{1,5}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry) ?? [];
    const id = Number(number);
    const bytes = Buffer.from(encoded, 'base64');
    if (id < 1 || id > 65_535) throw new RangeError('a WhatsApp key must read "<1 to 65535>:<base64 of 32 bytes>"');
    if (bytes.length !== KEY_BYTES) throw new RangeError(`the WhatsApp key ${id} must have ${KEY_BYTES} bytes`);
    if (keys.has(id)) throw new RangeError(`the WhatsApp key ${id} is given twice`);
    keys.set(id, createSecretKey(bytes));
  }
  const [sealing = 0] = keys.keys();
  return { sealing, keys };
}

/** Bound to a sealed value, so that it opens in its own row only. */
export const placeOf = (row: { sessionId: number; type: string; keyId: string }): string =>
  `${row.sessionId} ${row.type} ${row.keyId}`;

/** @param place what the value is and whose: it opens in that place only */
export function seal(ring: AuthKeyring, place: string, value: Buffer): Sealed {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(ring, ring.sealing, place), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(value), cipher.final()]);
  return { sealed: Buffer.concat([iv, cipher.getAuthTag(), ciphertext]), format: FORMAT, encryptionKey: ring.sealing };
}

/** @throws AuthUnreadableError */
export function open(ring: AuthKeyring, place: string, { sealed, format, encryptionKey }: Sealed): Buffer {
  if (format !== FORMAT) throw new AuthUnreadableError(`${place} has the unknown format ${format}`);
  const key = keyOf(ring, encryptionKey, place);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new AuthUnreadableError(place, cause);
  }
}

function keyOf(ring: AuthKeyring, id: number, place: string): KeyObject {
  const key = ring.keys.get(id);
  if (!key) throw new AuthUnreadableError(`${place} is sealed under the key ${id}, which WA_AUTH_KEY does not have`);
  return key;
}
