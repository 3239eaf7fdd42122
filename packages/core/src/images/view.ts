import { desc, eq } from 'drizzle-orm';
import type { HealCounts } from '@sowan/qr';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageRange, type Page, type PageInput } from '../page.ts';

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

/** The runs over the stored images, newest first: the first one is the last report, or what is going on now. */
export async function listHealRuns(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  wish: PageInput & { status?: HealRun['status'] | undefined },
): Promise<Page<HealRunView>> {
  authorise(ctx.actor, 'image.heal');
  const where = wish.status ? eq(schema.healRuns.status, wish.status) : undefined;
  const [runs, total] = await Promise.all([
    ctx.db.query.healRuns.findMany({ where, orderBy: desc(schema.healRuns.id), ...pageRange(wish) }),
    ctx.db.$count(schema.healRuns, where),
  ]);
  return { items: runs.map(viewHealRun), total, page: wish.page, pageSize: wish.pageSize };
}
