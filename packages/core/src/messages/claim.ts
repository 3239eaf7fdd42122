import { and, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';

const { messages } = schema;
export type Message = typeof messages.$inferSelect;

/**
 * Takes a queued message for sending, by compare-and-set: of any number of callers one gets it, the others null.
 * @param by the WhatsApp session that will send it, recorded on the row
 */
export async function claimMessage(
  ctx: Pick<Ctx, 'db' | 'clock'>,
  id: number,
  by: { waSessionId?: number } = {},
): Promise<Message | null> {
  const now = ctx.clock.now();
  const [result] = await ctx.db
    .update(messages)
    .set({
      status: 'sending',
      sendingAt: now,
      reason: null,
      attempts: sql`${messages.attempts} + 1`,
      ...(by.waSessionId ? { waSessionId: by.waSessionId } : {}),
    })
    .where(
      and(
        eq(messages.id, id),
        eq(messages.status, 'queued'),
        or(isNull(messages.notBefore), lte(messages.notBefore, now)),
      ),
    );
  if (result.affectedRows !== 1) return null;
  return (await ctx.db.query.messages.findFirst({ where: eq(messages.id, id) })) ?? null;
}
