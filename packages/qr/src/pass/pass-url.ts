/** Where a pass opens. The server also answers its lower-case form. */
export const ROUTE = '/P/';

/**
 * The address a pass carries: `HTTPS://HOST/P/TOKEN`, upper case so that its code needs only QR's alphanumeric mode.
 * `publicUrl` is the installation's own: http or https, with or without a port. A path in it keeps its case.
 * @throws TypeError when `publicUrl` is no such address.
 */
export function passUrl(publicUrl: string, token: string): string {
  if (publicUrl !== latest.publicUrl) latest = { publicUrl, base: passBase(publicUrl) };
  return latest.base + token;
}

/** An installation has one address, and a run over all passes asks for it each time. */
let latest: { publicUrl?: string; base: string } = { base: '' };

function passBase(publicUrl: string): string {
  const { protocol, host, pathname } = new URL(publicUrl);
  if (!/^https?:$/.test(protocol) || !host) throw new TypeError('a pass needs an http or https address');
  return `${protocol.toUpperCase()}//${host.toUpperCase()}${pathname.replace(/\/+$/, '')}${ROUTE}`;
}
