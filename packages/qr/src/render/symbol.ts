import QRCode from 'qrcode';
import type { Level } from './options.ts';

/** A QR symbol: `size` × `size` modules, 1 is dark, row by row from the top left. */
export interface Symbol {
  size: number;
  version: number;
  modules: Uint8Array;
}

/** The symbol of a text, as npm's `qrcode` makes it. */
export function createSymbol(text: string, level: Level): Symbol {
  const { modules, version } = QRCode.create(text, { errorCorrectionLevel: level });
  return { size: modules.size, version, modules: Uint8Array.from(modules.data) };
}
