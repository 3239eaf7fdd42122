import { and, asc, eq, inArray, isNull, lte, or } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { priorityOf } from './rules.ts';
import { sendingSessionId } from './session.ts';

const { messages } = schema;

/**
 * Hands written messages to their queues. Called after the commit; whatever it can't hand over (Redis away, no WhatsApp session yet)
 * stays `queued` and the sweep tries again.
 * @param delayMs the queue holds them back this long; messages due by then are handed over
 */
export async function enqueueMessages(
  ctx: Pick<Ctx, 'db' | 'jobs' | 'log' | 'clock'>,
  ids: number[],
  delayMs = 0,
): Promise<number> {
  if (ids.length === 0) return 0;
  const dueBy = new Date(ctx.clock.now().getTime() + delayMs);
  const due = or(isNull(messages.notBefore), lte(messages.notBefore, dueBy));
  const rows = await ctx.db
    .select({
      id: messages.id,
      channel: messages.channel,
      kind: messages.kind,
      attempts: messages.attempts,
      waSessionId: messages.waSessionId,
      bulk: messages.bulk,
    })
    .from(messages)
    .where(and(inArray(messages.id, ids), eq(messages.status, 'queued'), due))
    .orderBy(asc(messages.id));
  const needsDefault = rows.some((row) => row.channel === 'whatsapp' && row.waSessionId === null);
  const defaultSession = needsDefault ? await sendingSessionId(ctx.db) : null;
  let handedOver = 0;
  for (const row of rows) {
    const how = { delayMs, priority: priorityOf(row) };
    const job = { messageId: row.id, attempt: row.attempts };
    const sessionId = row.waSessionId ?? defaultSession;
    try {
      if (row.channel === 'email') await ctx.jobs.enqueue('sendMail', job, how);
      else if (sessionId) await ctx.jobs.enqueue('sendWhatsapp', { ...job, sessionId }, how);
      else continue;
      handedOver++;
    } catch (error) {
      // The next ones would only wait for Redis as long again.
      ctx.log.warn({ err: error, messageId: row.id }, 'messages wait in the outbox: queue not reached');
      break;
    }
  }
  return handedOver;
}
