import { and, desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { noCounts } from '@sowan/qr';
import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';

const { healRuns } = schema;

export const requestHealSchema = z.object({
  /** Also read every file and compare its hash. */
  deep: z.boolean().default(false),
  /** Only report. */
  dryRun: z.boolean().default(false),
  /** Quarantine however many orphans there are (D13). */
  force: z.boolean().default(false),
});

/** Asks for a run over the stored images; a worker does it. Throws CONFLICT `heal_running` while one is under way. */
export async function requestHeal(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  input: z.input<typeof requestHealSchema>,
): Promise<{ runId: number }> {
  authorise(ctx.actor, 'image.heal');
  const wish = requestHealSchema.parse(input);
  const now = ctx.clock.now();
  const runId = await inTransaction(ctx.db, async (tx) => {
    const requestedBy = ctx.actor.type === 'user' ? ctx.actor.id : null;
    const row = { ...wish, open: 1, requestedBy, counts: { ...noCounts() }, createdAt: now };
    const [run] = await tx.insert(healRuns).values(row).$returningId();
    if (!run) throw new Error('the insert returned no id');
    await recordAudit(tx, ctx.actor, now, {
      action: 'images.heal-requested',
      subject: { type: 'heal_run', id: run.id },
      data: wish,
    });
    return run.id;
  }).catch((error: unknown) => {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'heal_running');
    throw error;
  });
  await enqueueHeal(ctx, runId);
  await publishAll(ctx, [{ type: 'heal', runId, at: now.toISOString() }]);
  return { runId };
}

/** Asks the run to stop; it does so at its next shard, and what it has mended stays mended. */
export async function cancelHeal(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, runId: number): Promise<void> {
  authorise(ctx.actor, 'image.heal');
  const [result] = await ctx.db
    .update(healRuns)
    .set({ cancelRequested: true })
    .where(and(eq(healRuns.id, runId), inArray(healRuns.status, ['queued', 'running'])));
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'not_now');
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'images.heal-cancelled',
    subject: { type: 'heal_run', id: runId },
  });
}

/** Hands an unfinished run to its queue again: after a restart, or when Redis forgot it. A job that waits makes this a no-op. */
export async function resumeHeal(ctx: Pick<Ctx, 'db' | 'jobs' | 'log'>): Promise<void> {
  const open = await ctx.db.query.healRuns.findFirst({
    where: inArray(healRuns.status, ['queued', 'running']),
    orderBy: desc(healRuns.id),
  });
  if (open) await enqueueHeal(ctx, open.id);
}

async function enqueueHeal(ctx: Pick<Ctx, 'jobs' | 'log'>, runId: number): Promise<void> {
  try {
    await ctx.jobs.enqueue('healImages', { runId });
  } catch (error) {
    ctx.log.warn({ err: error, runId }, 'heal run waits: queue not reached');
  }
}
