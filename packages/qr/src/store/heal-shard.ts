import type { StoredFile } from './driver.ts';
import type { HealAction, HealCounts, HealFinding, ImageFault } from './heal-report.ts';
import { formatImageName, imageOwner, imageStem, parseImageName, shardFolder, shardRange, tag } from './image-name.ts';
import type { ImageStore } from './image-store.ts';
import { forEachOf } from './pace.ts';
import { quarantineName } from './quarantine.ts';
import type { Subject, Subjects } from './subjects.ts';

export interface ShardRun {
  store: ImageStore;
  subjects: Subjects;
  deep: boolean;
  dryRun: boolean;
  today: Date;
  counts: HealCounts;
  onFinding: (finding: HealFinding) => void;
  onOk: (name: string) => void;
  /** Awaited before each image. */
  pace: () => Promise<void>;
}

/**
 * Heals one shard. It lists first and asks for the passes after, so that an image made meanwhile is never an orphan; each pass is
 * dealt with as it comes, and the files that none of them claims are the orphans.
 */
export async function healShard(run: ShardRun, shard: number): Promise<void> {
  const { driver } = run.store;
  const files = [...(shard === 0 ? await driver.list('') : []), ...(await driver.list(shardFolder(shard)))];
  const unclaimed = Map.groupBy(files, ({ name }) => imageOwner(name));
  const written: string[] = [];
  await forEachOf(run.subjects(shardRange(shard)), driver.concurrency, async (subject) => {
    await run.pace();
    run.counts.total++;
    const own = unclaimed.get(subject.id) ?? [];
    unclaimed.delete(subject.id);
    const name = await healImage(run, subject, own);
    if (name) written.push(name);
  });
  await forEachOf([...unclaimed.values()].flat(), driver.concurrency, async (orphan) => {
    await run.pace();
    await quarantine(run, orphan);
  });
  if (written.length > 0) await withdrawDeleted(run, shard, written);
}

async function quarantine(run: ShardRun, { name }: StoredFile): Promise<void> {
  const id = imageOwner(name);
  run.counts.orphans++;
  await act(run, { name, state: 'orphan', ...(id !== undefined && { id }) }, 'quarantined', async () => {
    await run.store.driver.move(name, quarantineName(name, run.today));
    run.counts.quarantined++;
  });
}

/** Puts the image of one pass right; answers the name when a file was written. */
async function healImage(run: ShardRun, subject: Subject, files: StoredFile[]): Promise<string | undefined> {
  const { store, counts } = run;
  const source = store.source(subject);
  const current = files.find(({ name }) => parseImageName(name)?.source === source);
  const fault = current ? await examine(run, current, files.length) : files.length > 0 ? 'outdated' : 'missing';
  if (!fault) {
    counts.ok++;
    run.onOk(current?.name ?? imageStem(subject.id));
    return undefined;
  }
  counts[fault]++;
  let written: string | undefined;
  const found = current?.name ?? files[0]?.name ?? imageStem(subject.id);
  await act(run, { name: found, id: subject.id, state: fault }, 'regenerated', async () => {
    const bytes = store.draw(subject);
    const name = formatImageName(subject.id, source, bytes);
    await store.driver.write(name, bytes);
    for (const file of files) if (file.name !== name) await store.driver.remove(file.name);
    counts.regenerated++;
    written = name;
  });
  return written;
}

/** What is wrong with a file that has the right name. */
async function examine(run: ShardRun, file: StoredFile, filesOfPass: number): Promise<ImageFault | undefined> {
  const promised = parseImageName(file.name);
  const { size } = file;
  if (size !== promised?.size) return size < (promised?.size ?? 0) ? 'truncated' : 'corrupt';
  if (run.deep && (await contentOf(run.store, file)) !== promised.content) return 'corrupt';
  return filesOfPass > 1 ? 'outdated' : undefined;
}

/** The tag of a file's bytes. One that cannot be read is as good as corrupt: drawing it anew may still help. */
async function contentOf({ driver }: ImageStore, { name }: StoredFile): Promise<string | undefined> {
  try {
    const bytes = await driver.read(name);
    return bytes && tag(bytes);
  } catch {
    return undefined;
  }
}

/** Does what the finding calls for, unless this is a dry run, and tells of it either way. */
async function act(
  run: ShardRun,
  found: Omit<HealFinding, 'action'>,
  done: HealAction,
  action: () => Promise<void>,
): Promise<void> {
  if (run.dryRun) return run.onFinding({ ...found, action: 'kept' });
  try {
    await action();
    run.onFinding({ ...found, action: done });
  } catch (error) {
    run.counts.failed++;
    run.onFinding({ ...found, action: 'failed', error });
  }
}

/** A pass deleted between our question and our write must not come back: ask again, and take back what is gone. */
async function withdrawDeleted(run: ShardRun, shard: number, written: readonly string[]): Promise<void> {
  const gone = new Map(written.map((name) => [imageOwner(name), name]));
  for await (const { id } of run.subjects(shardRange(shard))) gone.delete(id);
  for (const [id, name] of gone) {
    await run.store.driver.remove(name);
    run.onFinding({ name, ...(id !== undefined && { id }), state: 'orphan', action: 'removed' });
  }
}
