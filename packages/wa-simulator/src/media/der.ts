/** The few ASN.1 types (X.690, DER) that an X.509 certificate is made of. Each function returns one encoded element. */

export const sequence = (...parts: Buffer[]) => element(0x30, Buffer.concat(parts));
export const set = (...parts: Buffer[]) => element(0x31, Buffer.concat(parts));
export const octetString = (content: Buffer) => element(0x04, content);
export const utf8String = (text: string) => element(0x0c, Buffer.from(text));
export const boolean = (value: boolean) => element(0x01, Buffer.from([value ? 0xff : 0]));
/** `[n] EXPLICIT …`, the constructed context tag. */
export const explicit = (n: number, content: Buffer) => element(0xa0 + n, content);
/** `[n] IMPLICIT …` over a primitive type. */
export const implicit = (n: number, content: Buffer) => element(0x80 + n, content);

/** A non-negative integer given as big-endian bytes; a leading zero keeps it positive. */
export function integer(bytes: Buffer): Buffer {
  return element(0x02, bytes.readUInt8(0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function bitString(content: Buffer, unusedBits = 0): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([unusedBits]), content]));
}

/** Dotted form, such as `2.5.29.17`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime to the second, which RFC 5280 (4.1.2.5) asks for until 2049. */
export function utcTime(date: Date): Buffer {
  return element(
    0x17,
    Buffer.from(
      date
        .toISOString()
        .slice(2)
        .replace(/[-:T]|\.\d+/g, ''),
    ),
  );
}

function base128(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [...base128(value >> 7).map((byte) => byte | 0x80), low];
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
