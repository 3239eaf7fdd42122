import path from 'node:path';

/** The repository's root: commands may be started from any folder. */
export const repoRoot = path.resolve(import.meta.dirname, '..');

/** The private data folder of a profile (`demo`, `start`, `test-…`). */
export function dataFolder(profile: string): string {
  return path.join(repoRoot, '.data', profile);
}
