import type { Level } from './options.ts';

/**
 * The widest square a logo may hide in the middle, as a share of the symbol's width. Its area stays well under what the level
 * restores (25 % at Q, 30 % at H), since dirt and blur want their part too; L and M have none to give. Measured: test/logo.test.ts.
 */
const WIDEST: Record<Level, number> = { L: 0, M: 0, Q: 0.22, H: 0.3 };

/** The share to draw: as asked, or the widest. @throws RangeError when the level cannot restore what would be hidden. */
export function assertLogoFits(share: number | undefined, level: Level): number {
  const widest = WIDEST[level];
  const wanted = share ?? widest;
  if (!(wanted > 0 && wanted <= widest)) {
    throw new RangeError(
      widest
        ? `at level ${level} a logo may take up to ${widest} of the width`
        : `level ${level} leaves no room for a logo: use Q or H`,
    );
  }
  return wanted;
}
