import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { inTransaction, prepared, schema, type Db, type Tx } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { enqueueMessages } from './enqueue.ts';
import { messageEvent } from './event.ts';
import { fallBack } from './fall-back.ts';
import type { Message } from './message.ts';
import { GIVE_UP_AFTER_MS, retryDelay, statusesBefore, triedSince } from './rules.ts';

const { members, messages } = schema;
export type SettleCtx = Pick<Ctx, 'db' | 'clock' | 'jobs' | 'events' | 'log'>;

type Progress = 'sent' | 'delivered' | 'read';

/** Records progress (`sent` is the server's ack; `delivered`, `read` are receipts, maybe hours late). Old news is ignored. */
export async function recordProgress(
  ctx: SettleCtx,
  which: { id: number } | { waMessageId: string },
  status: Progress,
): Promise<boolean> {
  const now = ctx.clock.now();
  const { record, find } = 'id' in which ? BY_ID : BY_WA_MESSAGE_ID;
  const [result] = await record[status](ctx.db).execute({ ...which, now });
  if (result.affectedRows === 0) return false;
  for (const row of await find(ctx.db).execute(which)) {
    await publishAll(ctx, [await messageEvent(ctx.db, row, status, now)]);
  }
  return true;
}

/** Statements that every message needs several times, on its way and when its receipts come. */
function progressOf(match: SQL) {
  const now = sql.param(sql.placeholder('now'), messages.sentAt);
  const record = (status: Progress, stamps: Partial<Record<'sentAt' | 'deliveredAt' | 'readAt', SQL>>) =>
    prepared((db) =>
      db
        .update(messages)
        .set({ status, reason: null, secret: null, ...stamps })
        .where(and(match, inArray(messages.status, statusesBefore(status))))
        .prepare(),
    );
  // WhatsApp may tell of the last step only: what was read was delivered, and what was delivered was sent.
  const sentAt = sql`coalesce(${messages.sentAt}, ${now})`;
  const deliveredAt = sql`coalesce(${messages.deliveredAt}, ${now})`;
  return {
    record: {
      sent: record('sent', { sentAt: sql`${now}` }),
      delivered: record('delivered', { sentAt, deliveredAt: sql`${now}` }),
      read: record('read', { sentAt, deliveredAt, readAt: sql`${now}` }),
    },
    find: prepared((db) =>
      db.select({ id: messages.id, appointmentId: messages.appointmentId }).from(messages).where(match).prepare(),
    ),
  };
}

const BY_ID = progressOf(eq(messages.id, sql.placeholder('id')));
const BY_WA_MESSAGE_ID = progressOf(eq(messages.waMessageId, sql.placeholder('waMessageId')));

/** What a message was claimed as: somebody who has claimed it since is not disturbed by the outcome. */
export type Claim = Pick<Message, 'id' | 'attempts'>;

export const sameClaim = ({ id, attempts }: Claim) => and(eq(messages.id, id), eq(messages.attempts, attempts));

/** The row of a message, as long as nobody has claimed it since. */
export const findClaimed = (db: Db | Tx, claim: Claim): Promise<Message | undefined> =>
  db.query.messages.findFirst({ where: sameClaim(claim) });

/**
 * The attempt failed for a passing cause: the message is queued again after a pause, or given up when it is a day old.
 * @param reason stable code shown on the ledger
 * @param until nothing is sent before this; the pause comes on top
 */
export async function retryLater(ctx: SettleCtx, claim: Claim, reason: string, until?: Date | null): Promise<void> {
  const now = ctx.clock.now();
  const message = await findClaimed(ctx.db, claim);
  if (!message) return;
  if (now.getTime() - triedSince(message).getTime() > GIVE_UP_AFTER_MS) return failMessage(ctx, claim, 'expired');
  const delayMs = Math.max(0, (until?.getTime() ?? 0) - now.getTime()) + retryDelay(message.attempts);
  const notBefore = new Date(now.getTime() + delayMs);
  const [result] = await ctx.db
    .update(messages)
    .set({ status: 'queued', reason, notBefore })
    .where(and(sameClaim(claim), eq(messages.status, 'sending')));
  if (result.affectedRows === 0) return;
  await enqueueMessages(ctx, [{ ...message, notBefore }], delayMs);
  await publishAll(ctx, [await messageEvent(ctx.db, message, 'queued', now)]);
}

/** The attempt can't be finished here (the socket closed): back into the queue at once, without a pause. */
export async function returnToQueue(ctx: SettleCtx, claim: Claim, reason: string): Promise<void> {
  const [result] = await ctx.db
    .update(messages)
    .set({ status: 'queued', reason })
    .where(and(sameClaim(claim), eq(messages.status, 'sending')));
  const message = result.affectedRows === 0 ? undefined : await findClaimed(ctx.db, claim);
  if (!message) return;
  await publishAll(ctx, [await messageEvent(ctx.db, message, 'queued', ctx.clock.now())]);
}

/**
 * The message will never arrive on this channel: the next one takes over, or the host is told.
 * @param answer what the mail server said, kept on the member whose address it refused
 */
export async function failMessage(ctx: SettleCtx, claim: Claim, reason: string, answer?: string): Promise<void> {
  const now = ctx.clock.now();
  const outcome = await inTransaction(ctx.db, async (tx) => {
    const [result] = await tx
      .update(messages)
      .set({ status: 'failed', reason, failedAt: now, secret: null })
      .where(and(sameClaim(claim), inArray(messages.status, ['queued', 'sending', 'sent'])));
    const message = result.affectedRows === 1 ? await findClaimed(tx, claim) : undefined;
    if (!message) return null;
    if (answer !== undefined && message.memberId) {
      await tx
        .update(members)
        .set({ mailBouncedAt: now, mailBounce: answer.slice(0, 300) })
        .where(and(eq(members.id, message.memberId), eq(members.email, message.recipient)));
    }
    return { message, ...(await fallBack(tx, message, reason, now)) };
  });
  if (!outcome) return;
  await enqueueMessages(ctx, outcome.outgoing);
  await publishAll(ctx, [await messageEvent(ctx.db, outcome.message, 'failed', now), ...outcome.events]);
}
