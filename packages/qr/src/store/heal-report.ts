/** What became of a stored image. `kept` in a dry run, where nothing is touched. */
export type HealAction = 'regenerated' | 'quarantined' | 'removed' | 'failed' | 'kept';
/** What can be wrong with the image of a pass. */
export type ImageFault = 'missing' | 'truncated' | 'corrupt' | 'outdated';

/** One image that was not as it should be, for the log. */
export interface HealFinding {
  name: string;
  /** The pass; absent when the name is none of ours. */
  id?: bigint;
  state: ImageFault | 'orphan';
  action: HealAction;
  error?: unknown;
}

export interface HealCounts {
  /** Passes that should have an image. */
  total: number;
  ok: number;
  missing: number;
  truncated: number;
  corrupt: number;
  outdated: number;
  regenerated: number;
  failed: number;
  orphans: number;
  quarantined: number;
  /** Quarantined files whose time was up. */
  purged: number;
}

/** Where a run stands; JSON-safe, and enough to go on from after a stop. */
export interface HealCursor {
  /** The next shard to look at, 0 to 256. */
  shard: number;
  counts: HealCounts;
}

export interface HealReport extends HealCounts {
  /** `guard`: more orphans than allowed, nothing was touched. `cancelled`: the signal was aborted. */
  outcome: 'done' | 'guard' | 'cancelled';
  dryRun: boolean;
  deep: boolean;
  /** Share of the stored files that are orphans, 0 to 1, as the guard saw it. */
  orphanShare: number;
  seconds: number;
  /** Where a cancelled run can go on. */
  cursor?: HealCursor;
}

export function noCounts(): HealCounts {
  return {
    total: 0,
    ok: 0,
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
}
