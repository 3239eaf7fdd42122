/**
 * A path to go to that came with the address, or null for anything that leads out of this app (an absolute address, `//host`,
 * and the spellings that browsers read as one).
 */
export function safePath(to: string | null | undefined): string | null {
  const base = 'http://here.invalid';
  if (!to?.startsWith('/') || !URL.canParse(to, base)) return null;
  const { origin, pathname, search, hash } = new URL(to, base);
  // "/.//host" is tidied to "//host", which is another host again.
  return origin === base && !pathname.startsWith('//') ? pathname + search + hash : null;
}
