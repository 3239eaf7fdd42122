import { and, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { runStatusAfter, type CardRunMove } from './rules.ts';
import { enqueueCardRun } from './start-run.ts';

const { cardRunItems, cardRuns, messages } = schema;

const DONE: Record<CardRunMove, string> = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' };

/**
 * Pauses, resumes or cancels a run. Whatever has been handed to the mail server stays sent; a pause lets the few messages go that
 * are written already, cancelling calls them back. Throws NOT_FOUND `card_run_unknown`, CONFLICT `not_now`.
 */
export async function steerCardRun(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  runId: number,
  move: CardRunMove,
): Promise<void> {
  authorise(ctx.actor, 'card.issue');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const [run] = await tx.select().from(cardRuns).where(eq(cardRuns.id, runId)).for('update');
    if (!run) throw new DomainError('NOT_FOUND', 'card_run_unknown');
    const status = runStatusAfter(run.status, move);
    if (!status) throw new DomainError('CONFLICT', 'not_now');
    await tx.update(cardRuns).set({ status }).where(eq(cardRuns.id, runId));
    if (move === 'cancel') await callBack(tx, runId, now);
    await recordAudit(tx, ctx.actor, now, {
      action: `card-run.${DONE[move]}`,
      subject: { type: 'card_run', id: runId },
    });
  });
  // A cancelled run still has to hear what has become of the messages on their way.
  if (move !== 'pause') await enqueueCardRun(ctx, runId);
  await publishAll(ctx, [{ type: 'card_run', runId, at: now.toISOString() }]);
}

async function callBack(tx: Tx, runId: number, now: Date): Promise<void> {
  await tx
    .update(cardRunItems)
    .set({ status: 'cancelled', settledAt: now })
    .where(and(eq(cardRunItems.runId, runId), eq(cardRunItems.status, 'pending')));
  const sending = tx
    .select({ id: cardRunItems.id })
    .from(cardRunItems)
    .where(and(eq(cardRunItems.runId, runId), eq(cardRunItems.status, 'sending')));
  await tx
    .update(messages)
    .set({ status: 'cancelled', reason: 'run_cancelled' })
    .where(and(inArray(messages.runItemId, sql`${sending}`), eq(messages.status, 'queued')));
}
