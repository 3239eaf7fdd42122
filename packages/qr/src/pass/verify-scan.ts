import { retype } from './keyboard-layouts.ts';
import type { Keyring } from './keyring.ts';
import { verifyLegacyCard, type VerifiedLegacyCard } from './legacy-card.ts';
import { TOKEN_DIGITS } from './layout.ts';
import { ROUTE } from './pass-url.ts';
import { MALFORMED, verifyToken, type Refused, type VerifiedPass } from './verify.ts';

export type Verified = VerifiedPass | VerifiedLegacyCard | Refused;

export interface VerifyOptions {
  /** The predecessor's `QR_CODE_SECRET_KEY`; without it, its JSON cards are MALFORMED. */
  legacySecret?: string | undefined;
}

/** Longer input is refused unread, so that garbage of a megabyte costs no more than of a hundred bytes. */
const MAX_CARD = 2048;
const MAX_PASS = 400;

/** `/P/` under any layout: the same sign twice, and neither letter nor digit of ours. */
const RETYPED_ROUTE = /^([^0-9a-z])[pз]\1.{40}$/iu;

/** The least that must differ before another layout is believed: one wrong character is a wrong character. */
const LEAST_RETYPED = 2;

/**
 * Checks whatever a camera, a keyboard scanner or a person gives: a pass URL, a bare token, or a legacy JSON card.
 * Forgives case, look-alikes, hyphens, spaces, what scanners add in front and behind, and the wrong keyboard layout.
 */
export function verifyScan(keyring: Keyring, scanned: string, options: VerifyOptions = {}): Verified {
  if (scanned.length > MAX_CARD) return MALFORMED;
  const text = stripFraming(scanned);
  if (text.startsWith('{')) return options.legacySecret ? verifyLegacyCard(options.legacySecret, text) : MALFORMED;
  if (text.length > MAX_PASS) return MALFORMED;
  const plain = verifyToken(keyring, readToken(text));
  return plain.ok ? plain : (verifyRetyped(keyring, text) ?? plain);
}

/** Control characters, invisible marks, and the AIM identifier ("]Q1") some scanners put before a QR code. */
function stripFraming(scanned: string): string {
  return scanned
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/^\]Q\d/, '');
}

/** What follows the pass route, up to a query or a slash; the whole text when there is no route. */
function readToken(text: string): string {
  const route = Math.max(text.lastIndexOf(ROUTE), text.lastIndexOf(ROUTE.toLowerCase()));
  const [token = ''] = route < 0 ? [text] : text.slice(route + ROUTE.length).split(/[/?#]/, 1);
  return token.replace(/[\s-]/g, '');
}

/** The end of the text, `/P/` and token, as a foreign layout may have typed it. Only a genuine signature counts. */
function verifyRetyped(keyring: Keyring, text: string): VerifiedPass | undefined {
  const bare = text.length === TOKEN_DIGITS;
  const end = text.slice(-(ROUTE.length + TOKEN_DIGITS));
  if (!bare && !RETYPED_ROUTE.test(end)) return undefined;
  const tried = new Set<string>();
  for (const meant of retype(end, LEAST_RETYPED)) {
    if (tried.has(meant) || meant.toUpperCase().startsWith(ROUTE) === bare) continue;
    tried.add(meant);
    const verified = verifyToken(keyring, meant.slice(-TOKEN_DIGITS));
    if (verified.ok) return verified;
  }
  return undefined;
}
