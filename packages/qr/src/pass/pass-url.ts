/**
 * The address a pass carries: `HTTPS://HOST/P/TOKEN`, upper case so that the code stays in QR's alphanumeric mode.
 * `publicUrl` is the installation's address, http or https, with or without port. A path in it keeps its case.
 * @throws TypeError when `publicUrl` is not an http(s) address.
 */
export function passUrl(publicUrl: string, token: string): string {
  const { protocol, host, pathname } = new URL(publicUrl);
  if (!/^https?:$/.test(protocol)) throw new TypeError('a pass needs an http or https address');
  return `${protocol.toUpperCase()}//${host.toUpperCase()}${pathname.replace(/\/+$/, '')}/P/${token}`;
}
