import { and, eq, inArray, isNull, lte, or } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { sendingSessionId } from './session.ts';

const { messages } = schema;

/**
 * Hands written messages to their queues. Called after the commit; whatever it can't hand over (Redis away, no WhatsApp session yet)
 * stays `queued` and the sweep tries again.
 */
export async function enqueueMessages(ctx: Pick<Ctx, 'db' | 'jobs' | 'log' | 'clock'>, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0;
  const due = or(isNull(messages.notBefore), lte(messages.notBefore, ctx.clock.now()));
  const rows = await ctx.db
    .select({
      id: messages.id,
      channel: messages.channel,
      attempts: messages.attempts,
      waSessionId: messages.waSessionId,
    })
    .from(messages)
    .where(and(inArray(messages.id, ids), eq(messages.status, 'queued'), due));
  const defaultSession = rows.some((row) => row.channel === 'whatsapp') ? await sendingSessionId(ctx.db) : null;
  let handedOver = 0;
  for (const row of rows) {
    const job = { messageId: row.id, attempt: row.attempts };
    const sessionId = row.waSessionId ?? defaultSession;
    try {
      if (row.channel === 'email') await ctx.jobs.enqueue('sendMail', job);
      else if (sessionId) await ctx.jobs.enqueue('sendWhatsapp', { ...job, sessionId });
      else continue;
      handedOver++;
    } catch (error) {
      ctx.log.warn({ err: error, messageId: row.id }, 'message waits in the outbox: queue not reached');
    }
  }
  return handedOver;
}
