/**
 * A keyboard scanner presses the keys of a US keyboard, and the computer reads them in its own layout. Each layout tells what the
 * keys that matter in a pass (`/`, digits, letters) come out as; the n-th character of `typed` was meant as the n-th of `keys`.
 */
export interface KeyboardLayout {
  name: string;
  keys: string;
  typed: string;
}

const LETTERS = 'qwertyuiopasdfghjklzxcvbnm';
const CYRILLIC = 'йцукенгшщзфывапролдячсмить';

export const KEYBOARD_LAYOUTS: readonly KeyboardLayout[] = [
  { name: 'German, Swiss', keys: 'yzYZ/', typed: 'zyZY-' },
  { name: 'Hungarian', keys: 'yzYZ/0', typed: 'zyZY-ö' },
  { name: 'Spanish, Italian, Nordic, Brazilian, Canadian, Turkish, Hebrew', keys: '/////', typed: '-;é.ç' },
  // Caps lock shifts the digits of a French keyboard, and its / and . too.
  { name: 'French', keys: 'qwazmQWAZMM1234567890//', typed: 'azqw,AZQW?;&é"\'(-è_çà!§' },
  { name: 'Belgian', keys: 'qwazmQWAZMM1234567890/', typed: 'azqw,AZQW?;&é"\'(§è!çà=' },
  { name: 'Czech', keys: 'yzYZ1234567890/', typed: 'zyZY+ěščřžýáíé-' },
  { name: 'Slovak', keys: 'yzYZ1234567890/', typed: 'zyZY+ľščťžýáíé-' },
  {
    name: 'Russian',
    keys: `${LETTERS}${LETTERS.toUpperCase()}/`,
    typed: `${CYRILLIC}${CYRILLIC.toUpperCase()}.`,
  },
];

/** By character code, what a layout's character was meant as; beyond the table, and where nothing is told, itself. */
const TABLE_SIZE = 0x500;
const meanings = KEYBOARD_LAYOUTS.map(({ keys, typed }) => {
  const table = Uint16Array.from({ length: TABLE_SIZE }, (_, code) => code);
  [...typed].forEach((sign, i) => (table[sign.charCodeAt(0)] = keys.charCodeAt(i)));
  return table;
});

/** What a text was meant to be under each layout that makes a difference of at least `leastChanged` characters. */
export function* retype(typed: string, leastChanged: number): Generator<string> {
  const codes = Array.from(typed, (sign) => sign.charCodeAt(0));
  for (const table of meanings) {
    const meant = codes.map((code) => table[code] ?? code);
    const changed = meant.filter((code, i) => code !== codes[i]).length;
    if (changed >= leastChanged) yield String.fromCharCode(...meant);
  }
}
