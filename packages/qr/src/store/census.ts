import { imageOwner, shardFolder, shardRange, SHARDS } from './image-name.ts';
import type { ImageStore } from './image-store.ts';
import { forEachOf } from './pace.ts';
import type { Subjects } from './subjects.ts';

export interface Census {
  subjects: number;
  files: number;
  /** Files whose pass is not among the subjects, and files whose name is none of ours. */
  orphans: number;
}

/** Counts without touching anything; `undefined` when cancelled. Files directly in the root are strangers. */
export async function takeCensus(
  { driver }: ImageStore,
  subjects: Subjects,
  pace: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<Census | undefined> {
  const strangers = (await driver.list('')).length;
  const census: Census = { subjects: 0, files: strangers, orphans: strangers };
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  await forEachOf(shards, driver.concurrency, async (shard) => {
    if (signal?.aborted) return;
    await pace();
    const files = await driver.list(shardFolder(shard));
    census.files += files.length;
    const unclaimed = Map.groupBy(files, ({ name }) => imageOwner(name));
    for await (const { id } of subjects(shardRange(shard))) {
      census.subjects++;
      unclaimed.delete(id);
    }
    for (const orphans of unclaimed.values()) census.orphans += orphans.length;
  });
  return signal?.aborted ? undefined : census;
}
