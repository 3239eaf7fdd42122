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
  // Side by side: each way to the server and back is part of how long a message takes. The one with more to read goes first.
  const [[seen], [result]] = await Promise.all([
    look(ctx.db).execute({ id }),
    take(ctx.db).execute({ id, now, waSessionId: by.waSessionId ?? null }),
  ]);
  if (result.affectedRows !== 1) return null;
  const attempts = result.insertId;
  const row = seen && isBeforeOrAfter(seen.message, attempts) ? seen : (await look(ctx.db).execute({ id }))[0];
  if (!row) return null;
  const claimed: ClaimedMessage = {
    ...row.message,
    ...{ status: 'sending', attempts, sendingAt: now, reason: null, hasFile: Boolean(row.hasFile) },
    waSessionId: by.waSessionId ?? row.message.waSessionId,
  };
  const { channel, kind, bulk } = claimed;
  // The answer to STOP itself still goes out.
  if (channel === 'whatsapp' && (row.guest ?? row.member) && kind !== 'stopped') {
    await failMessage(ctx, claimed, 'guest_stopped');
    return null;
  }
  if (channel === 'email' && bulk && row.bulkMail) {
    await failMessage(ctx, claimed, 'mail_stopped');
    return null;
  }
  return claimed;
}

/** True of the row as it was right before the claim that made it the so many attempts, or right after. */
const isBeforeOrAfter = ({ status, attempts }: Message, claim: number) =>
  (status === 'queued' && attempts === claim - 1) || (status === 'sending' && attempts === claim);

const given = { id: sql.placeholder('id'), now: sql.placeholder('now'), session: sql.placeholder('waSessionId') };

const take = prepared((db) =>
  db
    .update(messages)
    .set({
      status: 'sending',
      sendingAt: sql`${sql.param(given.now, messages.sendingAt)}`,
      reason: null,
      // The server tells what it was given as the id of an insert.
      attempts: sql`last_insert_id(${messages.attempts} + 1)`,
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
