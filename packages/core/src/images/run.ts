import { and, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import { heal, type HealCursor, type HealFinding, type HealReport, type ImageStore } from '@sowan/qr';
import { schema } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { errorText } from '../logged-error.ts';
import { passImageSubjects } from '../passes/index.ts';
import type { HealRun } from './view.ts';

const { healRuns } = schema;

/** A run without a sign of life for this long is taken over. */
const LOST_AFTER_MS = 30_000;
/** Progress is written this often at most. */
const BEAT_MS = 500;

type RunCtx = Pick<Ctx, 'db' | 'clock' | 'events' | 'log' | 'pass'>;

/**
 * Does a requested run, or goes on with one whose worker died, from the shard it had reached. Two workers on one run are kept apart
 * by compare-and-set, and would be harmless. Every image is named in the log, then the report; those that were right on level debug
 * in a quick run, which comes every hour.
 * @returns the report, or null when there is nothing (left) to do here
 */
export async function runHeal(
  ctx: RunCtx,
  store: ImageStore,
  runId: number,
  shutdown: AbortSignal,
): Promise<HealReport | null> {
  const run = await takeRun(ctx, runId);
  if (!run) return null;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, shutdown]);
  const { deep, dryRun, force } = run;
  try {
    const report = await heal(store, passImageSubjects(ctx.db, ctx.pass), {
      deep,
      dryRun,
      force,
      signal,
      ...(run.shard > 0 ? { cursor: { shard: run.shard, counts: run.counts as unknown as HealCursor['counts'] } } : {}),
      onProgress: beat(ctx, runId, stop),
      onFinding: (finding) => logFinding(ctx, finding),
      onOk: (name) => (deep ? ctx.log.info({ name }, 'ok') : ctx.log.debug({ name }, 'ok')),
    });
    if (report.outcome === 'cancelled' && shutdown.aborted && !stop.signal.aborted) return report;
    await settle(ctx, runId, report);
    ctx.log.info(
      { runId, ...report },
      report.outcome === 'guard' ? 'images: too many orphans, nothing was touched' : 'images healed',
    );
    return report;
  } catch (error) {
    await finish(ctx, runId, { status: 'failed', error: errorText(error) });
    throw error;
  }
}

async function takeRun(ctx: RunCtx, runId: number): Promise<HealRun | null> {
  const now = ctx.clock.now();
  const lost = or(isNull(healRuns.beatAt), lt(healRuns.beatAt, new Date(now.getTime() - LOST_AFTER_MS)));
  const [result] = await ctx.db
    .update(healRuns)
    .set({ status: 'running', beatAt: now })
    .where(and(eq(healRuns.id, runId), inArray(healRuns.status, ['queued', 'running']), lost));
  if (result.affectedRows !== 1) return null;
  return (await ctx.db.query.healRuns.findFirst({ where: eq(healRuns.id, runId) })) ?? null;
}

/** Writes progress down, tells the page, and notices that the admin wants it to stop. */
function beat(ctx: RunCtx, runId: number, stop: AbortController) {
  let last = 0;
  return async (cursor: HealCursor) => {
    const now = ctx.clock.now();
    if (now.getTime() - last < BEAT_MS) return;
    last = now.getTime();
    const progress = { shard: cursor.shard, counts: { ...cursor.counts }, beatAt: now };
    await ctx.db.update(healRuns).set(progress).where(eq(healRuns.id, runId));
    const run = await ctx.db.query.healRuns.findFirst({
      where: eq(healRuns.id, runId),
      columns: { cancelRequested: true },
    });
    if (run?.cancelRequested !== false) stop.abort();
    await publishAll(ctx, [{ type: 'heal', runId, at: now.toISOString() }]);
  };
}

async function settle(ctx: RunCtx, runId: number, report: HealReport): Promise<void> {
  const { outcome, seconds, orphanShare, cursor, dryRun: _dryRun, deep: _deep, ...counts } = report;
  await finish(ctx, runId, {
    status: outcome,
    seconds,
    orphanShare,
    counts,
    ...(cursor ? { shard: cursor.shard } : {}),
  });
}

async function finish(ctx: RunCtx, runId: number, fields: Partial<HealRun>): Promise<void> {
  const finishedAt = ctx.clock.now();
  await ctx.db
    .update(healRuns)
    .set({ ...fields, finishedAt, open: null })
    .where(eq(healRuns.id, runId));
  await publishAll(ctx, [{ type: 'heal', runId, at: finishedAt.toISOString() }]);
}

function logFinding(ctx: RunCtx, { name, id, state, action, error }: HealFinding): void {
  const detail = { name, ...(id === undefined ? {} : { pass: String(id) }), ...(error ? { err: error } : {}) };
  if (action === 'failed') ctx.log.error(detail, `${state} → failed`);
  else ctx.log.info(detail, `${state} → ${action}`);
}
