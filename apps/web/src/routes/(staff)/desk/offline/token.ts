const TOKEN_DIGITS = 40;
const DIGITS = /^[0-9A-HJKMNP-TV-Z]{40}$/;

/**
 * The 40 characters of a pass in what a scanner read, in their canonical spelling; null when there are none. Genuine or not is the
 * server's to say: the key is not on this device.
 */
export function tokenIn(scanned: string): string | null {
  const text = scanned
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/^\]Q\d/, '');
  const route = text.toUpperCase().lastIndexOf('/P/');
  const [found = ''] = route < 0 ? [text] : text.slice(route + 3).split(/[/?#]/, 1);
  const token = found.replaceAll(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return token.length === TOKEN_DIGITS && DIGITS.test(token) ? token : null;
}

/** Hexadecimal SHA-256 of salt ‖ token, as the server makes it for the day's list. */
export async function hashOf(salt: string, token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(salt + token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
