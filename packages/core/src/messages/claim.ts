import { and, eq, exists, isNull, lte, or, sql } from 'drizzle-orm';
import { prepared, schema } from '@sowan/db';
import type { Message } from './message.ts';
import { isNoNews } from './rules.ts';
import { failMessage, type Claim, type SettleCtx } from './settle.ts';

const { guests, members, messageAttachments, messages, waSessions } = schema;

/** What goes out of a message, whichever way: its row has twice as many columns, and every message waits for those that are read. */
const CONTENT = {
  id: messages.id,
  channel: messages.channel,
  kind: messages.kind,
  recipient: messages.recipient,
  locale: messages.locale,
  subject: messages.subject,
  body: messages.body,
  secret: messages.secret,
  passId: messages.passId,
  attachment: messages.attachment,
  memberId: messages.memberId,
  bulk: messages.bulk,
  waMessageId: messages.waMessageId,
};

/** A message as it is sent. */
export type MessageContent = Pick<Message, keyof typeof CONTENT>;

/** A message taken for sending; `hasFile` when `readAttachment` has something for it. */
export type ClaimedMessage = MessageContent & Claim & { hasFile: boolean };

/**
 * Takes a queued message for sending, by compare-and-set: of any number of callers one gets it, the others null, as does a session
 * that is paused or asks for a message of another. Nobody gets a WhatsApp message whose reader has answered STOP since it was
 * written (the next channel takes over), nor bulk mail who has unsubscribed; news of an arrival that is none any more is given up.
 * @param by the WhatsApp session that will send it, recorded on the row
 */
export async function claimMessage(
  ctx: SettleCtx,
  id: number,
  by: { waSessionId?: number } = {},
): Promise<ClaimedMessage | null> {
  const now = ctx.clock.now();
  // Side by side: each way to the server and back is part of how long a message takes. The one that takes longer goes first.
  const [[result], [seen]] = await Promise.all([
    take(ctx.db).execute({ id, now, waSessionId: by.waSessionId ?? null }),
    look(ctx.db).execute({ id }),
  ]);
  if (result.affectedRows !== 1) return null;
  const attempts = result.insertId;
  const row = seen && isBeforeOrAfter(seen, attempts) ? seen : (await look(ctx.db).execute({ id }))[0];
  if (!row) return null;
  const { channel, kind, bulk } = row.content;
  // The answer to STOP itself still goes out.
  if (channel === 'whatsapp' && row.whatsappStopped && kind !== 'stopped') {
    await failMessage(ctx, { id, attempts }, 'guest_stopped');
    return null;
  }
  if (channel === 'email' && bulk && row.mailStopped) {
    await failMessage(ctx, { id, attempts }, 'mail_stopped');
    return null;
  }
  if (isNoNews({ ...row, kind }, now)) {
    await failMessage(ctx, { id, attempts }, 'expired');
    return null;
  }
  return { ...row.content, attempts, hasFile: Boolean(row.hasFile) };
}

/** True of the row as it was right before the claim that made it the so many attempts, or right after. */
const isBeforeOrAfter = ({ status, attempts }: Pick<Message, 'status' | 'attempts'>, claim: number) =>
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
      content: CONTENT,
      status: messages.status,
      attempts: messages.attempts,
      createdAt: messages.createdAt,
      retriedAt: messages.retriedAt,
      whatsappStopped: sql<number>`${guests.whatsappStoppedAt} is not null or ${members.whatsappStoppedAt} is not null`,
      mailStopped: sql<number>`${members.bulkMailStoppedAt} is not null`,
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
