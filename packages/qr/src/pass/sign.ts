import { randomBytes } from 'node:crypto';
import { encodeBase32 } from './base32.ts';
import type { Keyring } from './keyring.ts';
import { ID_OFFSET, MAC_OFFSET, PASS_KINDS, passMac, TOKEN_BYTES, VERSION, type PassKind } from './layout.ts';

export interface Pass {
  kind: PassKind;
  /** Unsigned 64-bit: the only link to a person, and worthless without the database. */
  id: bigint;
  /** Which key signs; the ring's first when absent. A stored slot gives back the token as it was printed. */
  slot?: number;
}

/** A fresh random 64-bit pass id. */
export function newPassId(): bigint {
  return randomBytes(8).readBigUInt64BE();
}

/**
 * The 40-character token of a pass; the same pass and key always give the same token.
 * @throws RangeError when the slot has no key or the id does not fit 64 bits.
 */
export function signPass(keyring: Keyring, pass: Pass): string {
  const slot = pass.slot ?? keyring.signingSlot;
  const key = keyring.keys.get(slot);
  if (!key) throw new RangeError(`the keyring has no QR key in slot ${slot}`);
  const token = Buffer.allocUnsafe(TOKEN_BYTES);
  token[0] = (VERSION << 6) | (PASS_KINDS.indexOf(pass.kind) << 4) | slot;
  token.writeBigUInt64BE(pass.id, ID_OFFSET);
  passMac(key, token).copy(token, MAC_OFFSET);
  return encodeBase32(token);
}
