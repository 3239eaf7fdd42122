import { createHmac, type KeyObject } from 'node:crypto';

/**
 * A pass token, 25 bytes: `version:2 | kind:2 | key slot:4` · `pass id:64` · `MAC:128`, printed as 40 Base32 digits.
 * The MAC is the first half of HMAC-SHA256(key, "sowan-pass" ‖ the nine bytes before it) (RFC 2104, truncated as in its §5).
 */
export const VERSION = 1;
export const ID_OFFSET = 1;
export const MAC_OFFSET = 9;
export const TOKEN_BYTES = 25;
export const TOKEN_DIGITS = 40;

/** The order is the number printed in the token: append, never reorder. The fourth number is free. */
export const PASS_KINDS = ['appointment', 'guest', 'member'] as const;
export type PassKind = (typeof PASS_KINDS)[number];

const DOMAIN = Buffer.from('sowan-pass');
const MAC_BYTES = TOKEN_BYTES - MAC_OFFSET;

/** The MAC over a token's first nine bytes. */
export function passMac(key: KeyObject, token: Buffer): Buffer {
  const digest = createHmac('sha256', key).update(DOMAIN).update(token.subarray(0, MAC_OFFSET)).digest();
  return digest.subarray(0, MAC_BYTES);
}
