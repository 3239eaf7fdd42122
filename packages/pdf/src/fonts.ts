import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Weight = 'regular' | 'bold';
type Script = 'latin' | 'latin-ext';

const SCRIPTS: readonly Script[] = ['latin', 'latin-ext'];
const FILES: Record<Weight, number> = { regular: 400, bold: 600 };

const nameOf = (weight: Weight, script: Script) => `${weight} ${script}`;

/** Makes Noto Sans, which is shipped with us, known to a document; its package cuts each weight into files by script. */
export function registerFonts(doc: PDFKit.PDFDocument): void {
  for (const [weight, number] of Object.entries(FILES)) {
    for (const script of SCRIPTS) {
      const file = `@fontsource/noto-sans/files/noto-sans-${script}-${number}-normal.woff`;
      doc.registerFont(nameOf(weight as Weight, script), readFont(file));
    }
  }
}

const read = new Map<string, Buffer>();

function readFont(file: string): Buffer {
  const font = read.get(file) ?? readFileSync(fileURLToPath(import.meta.resolve(file)));
  read.set(file, font);
  return font;
}

export interface Run {
  font: string;
  text: string;
}

/** Letters beyond U+00FF that the plain Latin file has too. */
const PLAIN = /[ıŒœʻʼˆ˚˜\u2000-\u206f€™↑↓−∕]/;
const isPlain = (letter: string) => letter <= 'ÿ' || PLAIN.test(letter);

/** Whether our fonts have all letters of a text: those of European languages and Indonesian, but no Vietnamese and no other script. */
export const isWritable = (text: string): boolean => /^[\u0020-\u007e\u00a0-\u017f\u0218-\u021b–—‘’“”…]*$/.test(text);

/** A text cut into stretches of one font file each. */
export function runsOf(text: string, weight: Weight): Run[] {
  const runs: Run[] = [];
  for (const letter of text) {
    const font = nameOf(weight, isPlain(letter) ? 'latin' : 'latin-ext');
    const last = runs.at(-1);
    if (last?.font === font) last.text += letter;
    else runs.push({ font, text: letter });
  }
  return runs;
}
