declare module 'wawoff2/decompress.js' {
  /** A WOFF2 font as the TrueType or OpenType font it holds. */
  export default function decompress(woff2: Uint8Array): Promise<Uint8Array>;
}

/** The package's types describe its CommonJS face in a way Node's ESM loader does not bear out. */
declare module 'bidi-js/dist/bidi.mjs' {
  /** The Unicode Bidirectional Algorithm; a level for each UTF-16 unit. */
  export default function createBidi(): { getEmbeddingLevels(text: string): { levels: Uint8Array } };
}
