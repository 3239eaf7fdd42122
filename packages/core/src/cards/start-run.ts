import { eq, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { cardRunSchema, selectedMembers } from './selection.ts';

const { cardRunItems, cardRuns, members } = schema;

/**
 * Writes down a run, an item a member, and hands it to the worker. Members who are not active or have a card are items too, so that the
 * outcome speaks of everybody who was selected. Throws INVALID `nobody_selected`.
 */
export async function startCardRun(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  input: z.input<typeof cardRunSchema>,
): Promise<{ runId: number; total: number }> {
  authorise(ctx.actor, 'card.issue');
  const wish = cardRunSchema.parse(input);
  const now = ctx.clock.now();
  const requestedBy = requireUser(ctx.actor).id;
  const started = await inTransaction(ctx.db, async (tx) => {
    const { year, channels, resend, selection } = wish;
    const row = { year, channels, resend, selection, requestedBy, total: 0, createdAt: now };
    const [run] = await tx.insert(cardRuns).values(row).$returningId();
    if (!run) throw new Error('the insert returned no id');
    const chosen = tx.select({ id: members.id }).from(members).where(selectedMembers(tx, wish));
    const [{ affectedRows: total }] = await tx.execute<{ affectedRows: number }>(
      sql`insert into ${cardRunItems} (run_id, member_id, status) select ${run.id}, chosen.id, 'pending' from (${chosen}) chosen order by chosen.id`,
    );
    if (total === 0) throw new DomainError('INVALID', 'nobody_selected');
    await tx.update(cardRuns).set({ total }).where(eq(cardRuns.id, run.id));
    await recordAudit(tx, ctx.actor, now, {
      action: 'card-run.started',
      subject: { type: 'card_run', id: run.id },
      data: { year, channels, resend, total },
    });
    return { runId: run.id, total };
  });
  await enqueueCardRun(ctx, started.runId);
  await publishAll(ctx, [{ type: 'card_run', runId: started.runId, at: now.toISOString() }]);
  return started;
}

/** Hands every open run to the queue again: after a restart, or when Redis forgot it. A job that waits makes this a no-op. */
export async function resumeCardRuns(ctx: Pick<Ctx, 'db' | 'jobs' | 'log'>): Promise<void> {
  const open = await ctx.db.query.cardRuns.findMany({
    where: isNull(cardRuns.finishedAt),
    columns: { id: true },
  });
  for (const { id } of open) await enqueueCardRun(ctx, id);
}

export async function enqueueCardRun(ctx: Pick<Ctx, 'jobs' | 'log'>, runId: number): Promise<void> {
  try {
    await ctx.jobs.enqueue('workCardRun', { runId });
  } catch (error) {
    ctx.log.warn({ err: error, runId }, 'card run waits: queue not reached');
  }
}
