import { and, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Message } from './message.ts';
import { failMessage, type SettleCtx } from './settle.ts';

const { guests, members, messages, waSessions } = schema;

/**
 * Takes a queued message for sending, by compare-and-set: of any number of callers one gets it, the others null, as does a session
 * that is paused or asks for a message of another. Nobody gets a WhatsApp message whose reader has answered STOP since it was
 * written (the next channel takes over), nor bulk mail who has unsubscribed.
 * @param by the WhatsApp session that will send it, recorded on the row
 */
export async function claimMessage(
  ctx: SettleCtx,
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
        by.waSessionId ? mayBeSentBy(by.waSessionId) : undefined,
      ),
    );
  if (result.affectedRows !== 1) return null;
  const [claimed] = await ctx.db
    .select({
      message: messages,
      guest: guests.whatsappStoppedAt,
      member: members.whatsappStoppedAt,
      bulkMail: members.bulkMailStoppedAt,
    })
    .from(messages)
    .leftJoin(guests, eq(guests.id, messages.guestId))
    .leftJoin(members, eq(members.id, messages.memberId))
    .where(eq(messages.id, id));
  // The answer to STOP itself still goes out.
  const stopped = claimed?.guest ?? claimed?.member;
  if (claimed?.message.channel === 'whatsapp' && stopped && claimed.message.kind !== 'stopped') {
    await failMessage(ctx, claimed.message, 'guest_stopped');
    return null;
  }
  if (claimed?.message.channel === 'email' && claimed.message.bulk && claimed.bulkMail) {
    await failMessage(ctx, claimed.message, 'mail_stopped');
    return null;
  }
  return claimed?.message ?? null;
}

const mayBeSentBy = (sessionId: number) =>
  and(
    or(isNull(messages.waSessionId), eq(messages.waSessionId, sessionId)),
    sql`not exists (select 1 from ${waSessions} where ${waSessions.id} = ${sessionId} and ${waSessions.sendingPaused})`,
  );
