import { desc } from 'drizzle-orm';
import type { HealCounts } from '@sowan/qr';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';

export type HealRun = typeof schema.healRuns.$inferSelect;

export interface HealRunView extends Pick<
  HealRun,
  'id' | 'status' | 'deep' | 'dryRun' | 'force' | 'orphanShare' | 'seconds' | 'error' | 'createdAt' | 'finishedAt'
> {
  /** Part of the store that has been looked at, 0 to 1. */
  progress: number;
  counts: HealCounts;
}

const SHARDS = 256;

function viewHealRun(run: HealRun): HealRunView {
  const { id, status, deep, dryRun, force, orphanShare, seconds, error, createdAt, finishedAt } = run;
  const progress = status === 'done' ? 1 : run.shard / SHARDS;
  const counts = run.counts as unknown as HealCounts;
  return { id, status, deep, dryRun, force, orphanShare, seconds, error, createdAt, finishedAt, progress, counts };
}

/** The latest runs over the stored images, newest first: the first one is the last report, or what is going on now. */
export async function listHealRuns(ctx: Pick<Ctx, 'db' | 'actor'>, limit: number): Promise<HealRunView[]> {
  authorise(ctx.actor, 'image.heal');
  const runs = await ctx.db.query.healRuns.findMany({ orderBy: desc(schema.healRuns.id), limit });
  return runs.map(viewHealRun);
}
