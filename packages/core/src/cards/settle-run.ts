import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';

const { cardRunItems, cardRuns, messages } = schema;

/**
 * Carries over to a run's items what has become of their messages: one that went out will do; all failed is a failure, with the last reason.
 * @returns how many items were settled, and how many still wait for their messages
 */
export async function settleSent(db: Db, runId: number, now: Date): Promise<{ settled: number; sending: number }> {
  const [{ affectedRows: settled }] = await db.execute<{ affectedRows: number }>(sql`
    update ${cardRunItems} item
    join (
      select message.run_item_id as id,
             max(message.status in ('sent', 'delivered', 'read')) as sent,
             max(message.status in ('queued', 'sending')) as open,
             max(message.status = 'failed') as failed,
             max(case when message.status in ('failed', 'cancelled') then message.reason end) as reason
      from ${messages} message join ${cardRunItems} mine on mine.id = message.run_item_id
      where mine.run_id = ${runId} and mine.status = 'sending'
      group by message.run_item_id
    ) outcome on outcome.id = item.id
    set item.status = if(outcome.sent, 'done', if(outcome.failed, 'failed', 'cancelled')),
        item.reason = if(outcome.sent, null, outcome.reason),
        item.settled_at = ${sql.param(now, cardRunItems.settledAt)}
    where item.status = 'sending' and (outcome.sent or not outcome.open)`);
  const sending = await db.$count(cardRunItems, and(eq(cardRunItems.runId, runId), eq(cardRunItems.status, 'sending')));
  return { settled, sending };
}

/** Ends a run of which nothing is left: `done`, unless it was cancelled. By compare-and-set; @returns whether this call did it */
export async function endRun(db: Db, runId: number, now: Date): Promise<boolean> {
  const left = db
    .select({ id: cardRunItems.id })
    .from(cardRunItems)
    .where(and(eq(cardRunItems.runId, runId), inArray(cardRunItems.status, ['pending', 'sending'])));
  const [result] = await db
    .update(cardRuns)
    .set({ status: sql`if(${cardRuns.status} = 'cancelled', 'cancelled', 'done')`, finishedAt: now })
    .where(
      and(
        eq(cardRuns.id, runId),
        sql`${cardRuns.finishedAt} is null`,
        notInArray(cardRuns.status, ['paused']),
        sql`not exists ${left}`,
      ),
    );
  return result.affectedRows === 1;
}
