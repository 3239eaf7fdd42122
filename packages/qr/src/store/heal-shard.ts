import { basename } from 'node:path/posix';
import type { StoredFile } from './driver.ts';
import type { HealCounts, HealFinding, ImageFault } from './heal-report.ts';
import type { Subjects } from './heal.ts';
import { formatImageName, parseImageName, shardFolder, shardRange, tag, type Subject } from './image-name.ts';
import type { ImageStore } from './image-store.ts';

export interface ShardRun {
  store: ImageStore;
  subjects: Subjects;
  deep: boolean;
  dryRun: boolean;
  counts: HealCounts;
  quarantine: string;
  onFinding: (finding: HealFinding) => void;
}

/** One shard: list first, then ask for the passes, so that an image made meanwhile is never taken for an orphan. */
export async function healShard(run: ShardRun, shard: number): Promise<void> {
  const { store, subjects, counts } = run;
  const folder = shardFolder(shard);
  const files = [...(shard === 0 ? await store.driver.list('') : []), ...(await store.driver.list(folder))];
  const wanted = new Map<bigint, Subject>();
  for await (const subject of subjects(shardRange(shard))) wanted.set(subject.id, subject);
  counts.total += wanted.size;

  const stored = new Map<bigint, StoredFile[]>();
  for (const file of files) {
    const owner = parseImageName(file.name)?.id;
    if (owner === undefined || !wanted.has(owner)) await quarantine(run, file, owner);
    else stored.set(owner, [...(stored.get(owner) ?? []), file]);
  }
  const written: { id: bigint; name: string }[] = [];
  for (const subject of wanted.values()) {
    const name = await healImage(run, subject, stored.get(subject.id) ?? []);
    if (name) written.push({ id: subject.id, name });
  }
  if (written.length) await withdrawDeleted(run, shard, written);
}

async function quarantine(run: ShardRun, file: StoredFile, id: bigint | undefined): Promise<void> {
  run.counts.orphans++;
  const finding: HealFinding = { name: file.name, state: 'orphan', action: 'kept', ...(id !== undefined && { id }) };
  if (!run.dryRun) {
    try {
      await run.store.driver.move(file.name, `${run.quarantine}/${basename(file.name)}`);
      run.counts.quarantined++;
      finding.action = 'quarantined';
    } catch (error) {
      run.counts.failed++;
      finding.action = 'failed';
      finding.error = error;
    }
  }
  run.onFinding(finding);
}

/** Puts one pass's image right; answers the name when a file was written. */
async function healImage(run: ShardRun, subject: Subject, files: StoredFile[]): Promise<string | undefined> {
  const { store, counts } = run;
  const source = store.source(subject);
  const current = files.find((file) => parseImageName(file.name)?.source === source);
  const state = current ? await examine(run, current) : files.length ? 'outdated' : 'missing';
  if (!state && files.length === 1) {
    counts.ok++;
    return undefined;
  }
  counts[state ?? 'outdated']++;
  return repair(run, subject, files, state ?? 'outdated');
}

async function examine(run: ShardRun, file: StoredFile): Promise<ImageFault | undefined> {
  const promised = parseImageName(file.name);
  if (file.size !== promised?.size) return file.size < (promised?.size ?? 0) ? 'truncated' : 'corrupt';
  if (!run.deep) return undefined;
  const bytes = await run.store.driver.read(file.name);
  if (!bytes) return 'missing';
  return tag(bytes) === promised.content ? undefined : 'corrupt';
}

async function repair(run: ShardRun, subject: Subject, files: StoredFile[], state: ImageFault) {
  const { store, counts, dryRun } = run;
  const finding: HealFinding = { name: files[0]?.name ?? '', id: subject.id, state, action: 'kept' };
  try {
    if (dryRun) return undefined;
    const bytes = store.draw(subject);
    const name = formatImageName(subject.id, store.source(subject), bytes);
    finding.name = name;
    await store.driver.write(name, bytes);
    for (const old of files) if (old.name !== name) await store.driver.remove(old.name);
    counts.regenerated++;
    finding.action = 'regenerated';
    return name;
  } catch (error) {
    counts.failed++;
    finding.action = 'failed';
    finding.error = error;
    return undefined;
  } finally {
    run.onFinding(finding);
  }
}

/** A pass deleted between our question and our write must not come back: ask again, and take back what is gone. */
async function withdrawDeleted(run: ShardRun, shard: number, written: { id: bigint; name: string }[]): Promise<void> {
  const alive = new Set<bigint>();
  for await (const { id } of run.subjects(shardRange(shard))) alive.add(id);
  for (const { id, name } of written) {
    if (alive.has(id)) continue;
    await run.store.driver.remove(name);
    run.onFinding({ name, id, state: 'orphan', action: 'removed' });
  }
}
