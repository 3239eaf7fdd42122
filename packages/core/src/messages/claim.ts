import { and, eq, exists, isNull, lte, or, sql } from 'drizzle-orm';
import { prepared, schema } from '@sowan/db';
import type { Message } from './message.ts';
import { failMessage, type SettleCtx } from './settle.ts';

const { guests, members, messageAttachments, messages, waSessions } = schema;

/** A message taken for sending; `hasFile` when `readAttachment` has something for it. */
export type ClaimedMessage = Message & { hasFile: boolean };

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
): Promise<ClaimedMessage | null> {
  const now = ctx.clock.now();
  const [result] = await take(ctx.db).execute({ id, now, waSessionId: by.waSessionId ?? null });
  if (result.affectedRows !== 1) return null;
  const [claimed] = await look(ctx.db).execute({ id });
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
  return claimed ? { ...claimed.message, hasFile: Boolean(claimed.hasFile) } : null;
}

const given = { id: sql.placeholder('id'), now: sql.placeholder('now'), session: sql.placeholder('waSessionId') };

const take = prepared((db) =>
  db
    .update(messages)
    .set({
      status: 'sending',
      sendingAt: sql`${sql.param(given.now, messages.sendingAt)}`,
      reason: null,
      attempts: sql`${messages.attempts} + 1`,
      waSessionId: sql`coalesce(${given.session}, ${messages.waSessionId})`,
    })
    .where(
      and(
        eq(messages.id, given.id),
        eq(messages.status, 'queued'),
        or(isNull(messages.notBefore), lte(messages.notBefore, given.now)),
        or(isNull(messages.waSessionId), sql`${given.session} is null`, eq(messages.waSessionId, given.session)),
        sql`not exists (select 1 from ${waSessions} where ${waSessions.id} = ${given.session} and ${waSessions.sendingPaused})`,
      ),
    )
    .prepare(),
);

const look = prepared((db) =>
  db
    .select({
      message: messages,
      guest: guests.whatsappStoppedAt,
      member: members.whatsappStoppedAt,
      bulkMail: members.bulkMailStoppedAt,
      hasFile: sql<number>`${exists(
        db
          .select({ n: sql`1` })
          .from(messageAttachments)
          .where(eq(messageAttachments.messageId, messages.id)),
      )}`,
    })
    .from(messages)
    .leftJoin(guests, eq(guests.id, messages.guestId))
    .leftJoin(members, eq(members.id, messages.memberId))
    .where(eq(messages.id, given.id))
    .prepare(),
);
