import { and, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { publishAll } from '../context.ts';
import type { DomainEvent } from '../events.ts';
import { readSettings } from '../settings/index.ts';
import { enqueueMessages } from './enqueue.ts';
import { messageEvent } from './event.ts';
import { tellHost } from './fall-back.ts';
import type { Message } from './message.ts';
import { hasWaitedForQuota, isNoNews, LONGEST_QUOTA_WAIT_MS, NEW_CONTACT_QUOTA, quotaOpensAgain } from './rules.ts';
import { failMessage, findClaimed, sameClaim, type Claim, type SettleCtx } from './settle.ts';

const { appointments, messages } = schema;

/**
 * The session has written to as many new people today as it may: the message waits for the school's next day, and the host is told once.
 * One that would come after its appointment, as news of an arrival half an hour ago, or after two weeks, fails instead, so that the next
 * channel takes over.
 */
export async function waitForQuota(ctx: SettleCtx, claim: Claim): Promise<void> {
  const now = ctx.clock.now();
  const message = await findClaimed(ctx.db, claim);
  if (!message) return;
  const { timeZone } = await readSettings(ctx.db);
  const until = quotaOpensAgain(now, timeZone);
  if (await comesTooLate(ctx, message, until)) return failMessage(ctx, claim, NEW_CONTACT_QUOTA);
  const events = await inTransaction(ctx.db, async (tx): Promise<DomainEvent[] | null> => {
    const [result] = await tx
      .update(messages)
      .set({ status: 'queued', reason: NEW_CONTACT_QUOTA, notBefore: until, retriedAt: until })
      .where(and(sameClaim(claim), eq(messages.status, 'sending')));
    if (result.affectedRows === 0) return null;
    if (hasWaitedForQuota(message, timeZone)) return [];
    return tellHost(tx, message, { kind: 'message_waiting', reason: NEW_CONTACT_QUOTA, now });
  });
  if (!events) return;
  await enqueueMessages(ctx, [{ ...message, notBefore: until }], until.getTime() - now.getTime());
  await publishAll(ctx, [await messageEvent(ctx.db, message, 'queued', now), ...events]);
}

async function comesTooLate(ctx: SettleCtx, message: Message, until: Date): Promise<boolean> {
  if (isNoNews(message, until) || until.getTime() - message.createdAt.getTime() > LONGEST_QUOTA_WAIT_MS) return true;
  if (message.appointmentId === null) return false;
  const appointment = await ctx.db.query.appointments.findFirst({
    where: eq(appointments.id, message.appointmentId),
    columns: { scheduledAt: true, status: true },
  });
  return appointment?.status === 'scheduled' && appointment.scheduledAt <= until;
}
