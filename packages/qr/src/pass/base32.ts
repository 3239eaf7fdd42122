/** Crockford's Base32: no I, L, O or U, so that a printed code can be read aloud. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const NOT_A_DIGIT = 255;

const DIGIT_CODES = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0));

/** Value of a character code; lower case and the look-alikes O/0, I/1, L/1 are forgiven. */
const VALUES = buildValues();

function buildValues(): Uint8Array {
  const values = new Uint8Array(128).fill(NOT_A_DIGIT);
  const read = (digit: string, value: number) => {
    values[digit.charCodeAt(0)] = value;
    values[digit.toLowerCase().charCodeAt(0)] = value;
  };
  [...ALPHABET].forEach(read);
  read('O', 0);
  read('I', 1);
  read('L', 1);
  return values;
}

/** Bytes to digits, eight digits for every five bytes. The length must be a multiple of five. */
export function encodeBase32(bytes: Uint8Array): string {
  const digits = Buffer.allocUnsafe((bytes.length / 5) * 8);
  let bits = 0;
  let held = 0;
  let written = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    held += 8;
    while (held >= 5) {
      held -= 5;
      digits[written++] = DIGIT_CODES[(bits >>> held) & 31] ?? 0;
    }
  }
  return digits.toString('latin1', 0, written);
}

/** Digits to bytes; `undefined` when a character is not a digit. The length must be a multiple of eight. */
export function decodeBase32(digits: string): Buffer | undefined {
  const bytes = Buffer.allocUnsafe((digits.length / 8) * 5);
  let bits = 0;
  let held = 0;
  let written = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = VALUES[digits.charCodeAt(i)] ?? NOT_A_DIGIT;
    if (value === NOT_A_DIGIT) return undefined;
    bits = ((bits << 5) | value) & 0xfff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes[written++] = bits >>> held;
    }
  }
  return bytes;
}
