/** From anybody but the staff a body of this size is refused before it is read. */
const STRANGERS_BODY_BYTES = 512 * 1024;

/** True for what a stranger may send: little, and of a length that is said beforehand. */
export function isLight(headers: Headers): boolean {
  if (headers.has('transfer-encoding')) return false;
  return Number(headers.get('content-length') ?? 0) <= STRANGERS_BODY_BYTES;
}
