import { stripVTControlCharacters } from 'node:util';

/** How secrets look wherever they are printed: keys of 32 bytes, tokens, and objects that hold such. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'a key in Base64': /(?<![\w+/])[A-Za-z0-9+/]{43}=(?!=)/,
  'a key in hex': /(?<![\da-f])[\da-f]{64}(?![\da-f])/i,
  'bytes as Node prints them': /<Buffer [\da-f]{2} |Uint8Array\(\d+\) \[|"type":"Buffer"/,
  'a key in PEM': /-----BEGIN [A-Z ]*PRIVATE KEY/,
  'keys of a WhatsApp session': /privKey|rootKey|chainKey|advSecretKey|signedIdentityKey|SessionEntry/,
  'a pass': /\/p\/[\dA-Z]{20,}/i,
  'a token': /(?<![\w+/-])(?=[\w-]*\d)(?=(?:[^A-Z\s]*[A-Z]){4})(?=(?:[^a-z\s]*[a-z]){4})[\w-]{32,}(?![\w+/=-])/,
};

export interface Leak {
  /** What it looks like. */
  shape: string;
  /** What stands on the line before it, and nothing of the secret. */
  before: string;
}

/** Everything in the output of a program that looks like a secret, a line at a time. */
export function leaksIn(output: string): Leak[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .flatMap((line) =>
      Object.entries(SHAPES).flatMap(([shape, pattern]) => {
        const at = line.search(pattern);
        return at < 0 ? [] : [{ shape, before: line.slice(Math.max(0, at - 80), at).trim() }];
      }),
    );
}
