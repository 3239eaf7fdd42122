import { timingSafeEqual } from 'node:crypto';
import { decodeBase32, encodeBase32 } from './base32.ts';
import type { Keyring } from './keyring.ts';
import { ID_OFFSET, MAC_OFFSET, PASS_KINDS, passMac, TOKEN_DIGITS, VERSION, type PassKind } from './layout.ts';

export type RefusalCode = 'MALFORMED' | 'UNSUPPORTED' | 'UNKNOWN_KEY' | 'BAD_SIGNATURE';
export type Refused = { ok: false; code: RefusalCode };
export type VerifiedPass = { ok: true; format: 'pass'; kind: PassKind; id: bigint; slot: number; token: string };

const refuse = (code: RefusalCode): Refused => ({ ok: false, code });

export const MALFORMED = refuse('MALFORMED');
const UNSUPPORTED = refuse('UNSUPPORTED');
const UNKNOWN_KEY = refuse('UNKNOWN_KEY');
export const BAD_SIGNATURE = refuse('BAD_SIGNATURE');

/**
 * Checks 40 Base32 digits, cheapest first: length, alphabet, version and kind, key, then the signature.
 * The answer's `token` is the canonical spelling. Validity, revocation and status are the database's to say.
 */
export function verifyToken(keyring: Keyring, digits: string): VerifiedPass | Refused {
  if (digits.length !== TOKEN_DIGITS) return MALFORMED;
  const bytes = decodeBase32(digits);
  if (!bytes) return MALFORMED;
  const head = bytes[0] ?? 0;
  const kind = PASS_KINDS[(head >>> 4) & 3];
  if (head >>> 6 !== VERSION || !kind) return UNSUPPORTED;
  const slot = head & 15;
  const key = keyring.keys.get(slot);
  if (!key) return UNKNOWN_KEY;
  if (!timingSafeEqual(passMac(key, bytes), bytes.subarray(MAC_OFFSET))) return BAD_SIGNATURE;
  return { ok: true, format: 'pass', kind, id: bytes.readBigUInt64BE(ID_OFFSET), slot, token: encodeBase32(bytes) };
}
