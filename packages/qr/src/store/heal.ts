import { takeCensus } from './census.ts';
import { healShard, type ShardRun } from './heal-shard.ts';
import { noCounts, type HealCursor, type HealFinding, type HealReport } from './heal-report.ts';
import { SHARDS } from './image-name.ts';
import type { ImageStore } from './image-store.ts';
import { createPace } from './pace.ts';
import { purgeQuarantine } from './quarantine.ts';
import type { Subjects } from './subjects.ts';

/** In a small store a handful of strays is a large share, and no sign of a lost database while passes are there. */
const A_FEW = 5;

export interface HealOptions {
  /** Also read every file and compare its hash. */
  deep?: boolean;
  /** Only report. */
  dryRun?: boolean;
  /** Quarantine however many orphans there are (D13). */
  force?: boolean;
  /** Largest share of the stored files that may be orphans, 0 to 1; 0.2 when absent. */
  maxOrphanShare?: number;
  signal?: AbortSignal;
  /** Goes on where an earlier run stopped. */
  cursor?: HealCursor;
  /** After every shard; awaited, so a cursor can be kept. */
  onProgress?: (cursor: HealCursor) => void | Promise<void>;
  /** For every image that was not right. */
  onFinding?: (finding: HealFinding) => void;
  /** The name of every image that was. */
  onOk?: (name: string) => void;
  now?: () => Date;
}

/**
 * Makes the store hold exactly the images of `subjects`. First a census; too many orphans stop the run before anything
 * is touched. Then shard by shard, so memory is bounded by one shard. Harmless when run twice at once or killed.
 */
export async function heal(store: ImageStore, subjects: Subjects, options: HealOptions = {}): Promise<HealReport> {
  const { deep = false, dryRun = false, force = false, maxOrphanShare = 0.2, signal } = options;
  const now = options.now ?? (() => new Date());
  const started = performance.now();
  const cursor = options.cursor ?? { shard: 0, counts: noCounts() };
  const counts = { ...cursor.counts };
  const report = (outcome: HealReport['outcome'], orphanShare: number, rest?: HealCursor): HealReport => ({
    ...counts,
    outcome,
    dryRun,
    deep,
    orphanShare,
    seconds: (performance.now() - started) / 1000,
    ...(rest && { cursor: rest }),
  });

  const pace = createPace();
  const census = await takeCensus(store, subjects, pace, signal);
  if (!census) return report('cancelled', 0, cursor);
  const orphanShare = census.files ? census.orphans / census.files : 0;
  const suspicious = orphanShare > maxOrphanShare && (census.orphans > A_FEW || census.subjects === 0);
  if (suspicious && !force && !dryRun) {
    return { ...report('guard', orphanShare), total: census.subjects, orphans: census.orphans };
  }

  const { onFinding = () => undefined, onOk = () => undefined } = options;
  const run: ShardRun = { store, subjects, deep, dryRun, today: now(), counts, onFinding, onOk, pace };
  for (let shard = cursor.shard; shard < SHARDS; shard++) {
    if (signal?.aborted) return report('cancelled', orphanShare, { shard, counts: { ...counts } });
    await healShard(run, shard);
    await options.onProgress?.({ shard: shard + 1, counts: { ...counts } });
  }
  if (!dryRun) {
    counts.purged += await purgeQuarantine(store.driver, now());
    await store.driver.tidy(now());
  }
  return report('done', orphanShare);
}
