/**
 * A keyboard scanner presses the keys of a US keyboard; the computer reads them in its own layout. Each table row pairs
 * US keys with what that layout makes of them, as far as pass URLs and tokens use them. Same order, same length.
 */
export interface KeyboardLayout {
  name: string;
  meant: ReadonlyMap<string, string>;
}

function layout(name: string, ...rows: [us: string, typed: string][]): KeyboardLayout {
  const meant = new Map<string, string>();
  for (const [us, typed] of rows) {
    const keys = [...us];
    [...typed].forEach((character, i) => meant.set(character, keys[i] ?? character));
  }
  return { name, meant };
}

export const KEYBOARD_LAYOUTS: readonly KeyboardLayout[] = [layout('German, Swiss', ['yzYZ', 'zyZY'], [':/-', 'Ö-ß'])];

/** What the scanner meant, and in how many places that differs from what was typed. */
export function retype(layout: KeyboardLayout, typed: string): { text: string; changed: number } {
  let text = '';
  let changed = 0;
  for (const character of typed) {
    const meant = layout.meant.get(character) ?? character;
    if (meant !== character) changed++;
    text += meant;
  }
  return { text, changed };
}
