import type { Keyring } from './keyring.ts';
import { KEYBOARD_LAYOUTS, retype } from './keyboard-layouts.ts';
import { verifyLegacyCard, type VerifiedLegacyCard } from './legacy-card.ts';
import { TOKEN_DIGITS } from './layout.ts';
import { MALFORMED, verifyToken, type Refused, type VerifiedPass } from './verify.ts';

export type Verified = VerifiedPass | VerifiedLegacyCard | Refused;

export interface VerifyOptions {
  /** The predecessor's `QR_CODE_SECRET_KEY`; without it its JSON cards are MALFORMED. */
  legacySecret?: string;
}

/** Longer input is refused unread, so that garbage of a megabyte costs no more than of a hundred bytes. */
const MAX_SCAN = 2048;

/**
 * Checks whatever a camera, a keyboard scanner or a person gives: a pass URL, a bare token, or a legacy JSON card.
 * Forgives case, look-alikes, hyphens, spaces, scanner prefixes and suffixes, and the wrong keyboard layout.
 */
export function verifyScan(keyring: Keyring, scanned: string, options: VerifyOptions = {}): Verified {
  if (scanned.length > MAX_SCAN) return MALFORMED;
  const text = stripFraming(scanned);
  if (text.startsWith('{')) return options.legacySecret ? verifyLegacyCard(options.legacySecret, text) : MALFORMED;
  const plain = verifyText(keyring, text);
  if (plain.ok || text.length < TOKEN_DIGITS) return plain;
  return verifyRetyped(keyring, text) ?? plain;
}

/** Control characters, invisible marks, and the AIM identifier ("]Q1") some scanners put before a QR code. */
function stripFraming(scanned: string): string {
  return scanned
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/^\]Q\d/, '');
}

function verifyText(keyring: Keyring, text: string): VerifiedPass | Refused {
  const afterRoute = /^https?:\/\/.+?\/p\/([^/?#]+)/i.exec(text)?.[1];
  return verifyToken(keyring, (afterRoute ?? text).replace(/[\s-]/g, ''));
}

/**
 * What a scanner typed through a foreign layout, read back. Only a genuine signature counts, and only when at least
 * two characters differ: one is a typing error or a forgery attempt, and stays refused.
 */
function verifyRetyped(keyring: Keyring, text: string): VerifiedPass | undefined {
  for (const layout of KEYBOARD_LAYOUTS) {
    const { text: meant, changed } = retype(layout, text);
    if (changed < 2) continue;
    const verified = verifyText(keyring, meant);
    if (verified.ok) return verified;
  }
  return undefined;
}
