import QRCode from 'qrcode';
import { createGrid, packModules, type ModuleGrid } from './module-grid.ts';
import type { Level } from './options.ts';
import { penalty } from './penalty.ts';

const MASKS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** Not digits only, and no seven in a row: then numeric mode could be shorter, and the segments are `qrcode`'s to choose. */
const PLAIN_ALPHANUMERIC = /^(?!\d+$)(?!.*\d{7})[0-9A-Z $%*+\-./:]+$/;

/** What is kept for each version and level: two grids to work in, and what each mask changes against mask 0. */
interface Workbench {
  unmasked: ModuleGrid;
  masked: ModuleGrid;
  masks: Int32Array[];
}

const workbenches = new Map<string, Workbench>();

/**
 * The symbol of a text, module by module the one `qrcode` makes but sooner: `qrcode` draws it under mask 0, and what is done
 * here is the choice of the mask with the least penalty. The grid is valid until the next call.
 * @throws Error when no version holds the text.
 */
export function createSymbol(text: string, level: Level): ModuleGrid {
  const data = PLAIN_ALPHANUMERIC.test(text) ? [{ data: text, mode: 'alphanumeric' as const }] : text;
  const { modules, version } = QRCode.create(data, { errorCorrectionLevel: level, maskPattern: 0 });
  const { unmasked, masked, masks } = workbench(version, level);
  packModules(modules.data, unmasked);
  let least = Infinity;
  let best = masks[0];
  for (const mask of masks) {
    xor(unmasked.words, mask, masked.words);
    const points = penalty(masked, least);
    if (points >= least) continue;
    least = points;
    best = mask;
  }
  if (best) xor(unmasked.words, best, masked.words);
  return masked;
}

function workbench(version: number, level: Level): Workbench {
  const key = `${version}${level}`;
  let bench = workbenches.get(key);
  if (!bench) {
    bench = createWorkbench(version, level);
    workbenches.set(key, bench);
  }
  return bench;
}

/** What a mask changes, format bits included, is the same for every text; so `qrcode` shows it on the text "0". */
function createWorkbench(version: number, level: Level): Workbench {
  const draw = (maskPattern: (typeof MASKS)[number]) => {
    const { modules } = QRCode.create('0', { version, errorCorrectionLevel: level, maskPattern });
    const grid = createGrid(modules.size);
    packModules(modules.data, grid);
    return grid;
  };
  const unmasked = draw(0);
  const masks = MASKS.map((pattern) => {
    const { words } = draw(pattern);
    xor(words, unmasked.words, words);
    return words;
  });
  return { unmasked, masked: createGrid(unmasked.size), masks };
}

function xor(left: Int32Array, right: Int32Array, result: Int32Array): void {
  for (let i = 0; i < result.length; i++) result[i] = (left[i] ?? 0) ^ (right[i] ?? 0);
}
