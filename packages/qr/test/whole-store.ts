import { expect } from 'vitest';
import type { ImageDriver, ImageStore, StoredFile } from '../src/index.ts';
import type { School } from './school.ts';

export const SHARDS = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));

export async function allFiles(driver: ImageDriver): Promise<StoredFile[]> {
  const files = await Promise.all(['', ...SHARDS].map(async (folder) => driver.list(folder)));
  return files.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every pass has its image, to the byte, and there is nothing else. */
export async function expectWhole(store: ImageStore, school: School): Promise<void> {
  const files = await allFiles(store.driver);
  const stored = await Promise.all(
    files.map(async ({ name }) => [name.slice(3, 19), await store.driver.read(name)] as const),
  );
  const wanted = [...school.passes.values()].map(
    (pass) => [pass.id.toString(16).padStart(16, '0'), store.draw(pass)] as const,
  );
  expect(stored.length).toBe(wanted.length);
  const byId = new Map(stored);
  for (const [id, bytes] of wanted) if (!byId.get(id)?.equals(bytes)) expect.fail(`the image of ${id} is wrong`);
}

/** Nothing was wrong. */
export const zero = {
  missing: 0,
  truncated: 0,
  corrupt: 0,
  outdated: 0,
  regenerated: 0,
  failed: 0,
  orphans: 0,
  quarantined: 0,
  purged: 0,
};
