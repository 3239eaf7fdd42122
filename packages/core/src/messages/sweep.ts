import { and, asc, eq, gt, gte, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { enqueueMessages } from './enqueue.ts';
import { OUTGOING } from './outgoing.ts';
import { ARRIVAL_IS_NEWS_MS, CLAIM_LOST_AFTER_MS, GIVE_UP_AFTER_MS, NEW_CONTACT_QUOTA } from './rules.ts';
import { failMessage } from './settle.ts';

const { messages } = schema;
const PAGE = 500;
/** As the rule of this name. */
const triedSince = sql`coalesce(${messages.retriedAt}, ${messages.createdAt})`;

/**
 * Makes the outbox whole again: claims of dead processes are released, messages a day old are given up as is old news of an
 * arrival, and everything that is due is handed to its queue (a job that still waits there makes that a no-op). Safe to run at any time, by anyone.
 */
export async function sweepOutbox(
  ctx: Pick<Ctx, 'db' | 'clock' | 'jobs' | 'events' | 'log'>,
): Promise<{ released: number; expired: number; enqueued: number }> {
  const now = ctx.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  const waitsSince = (ms: number) => lt(triedSince, sql.param(before(ms), messages.createdAt));
  const [released] = await ctx.db
    .update(messages)
    .set({ status: 'queued', reason: 'interrupted' })
    .where(and(eq(messages.status, 'sending'), lt(messages.sendingAt, before(CLAIM_LOST_AFTER_MS))));
  const old = await ctx.db.query.messages.findMany({
    where: and(
      eq(messages.status, 'queued'),
      or(waitsSince(GIVE_UP_AFTER_MS), and(eq(messages.kind, 'arrival'), waitsSince(ARRIVAL_IS_NEWS_MS))),
    ),
    columns: { id: true, attempts: true },
    limit: PAGE,
  });
  for (const claim of old) await failMessage(ctx, claim, 'expired');
  return { released: released.affectedRows, expired: old.length, enqueued: await enqueueDue(ctx, {}) };
}

/** A gateway that has just taken a session's lease is its only sender: whatever is `sending` there was cut off. */
export async function releaseInterrupted(ctx: Pick<Ctx, 'db'>, waSessionId: number): Promise<number> {
  const [result] = await ctx.db
    .update(messages)
    .set({ status: 'queued', reason: 'interrupted' })
    .where(and(eq(messages.status, 'sending'), eq(messages.waSessionId, waSessionId)));
  return result.affectedRows;
}

/** What was refused and waits until a session's breaker would have let it through is due at once. */
export async function releaseRefused(ctx: Pick<Ctx, 'db'>, waSessionId: number, openUntil: Date): Promise<void> {
  await ctx.db
    .update(messages)
    .set({ notBefore: null })
    .where(
      and(
        eq(messages.status, 'queued'),
        eq(messages.waSessionId, waSessionId),
        gte(messages.notBefore, openUntil),
        ne(messages.reason, NEW_CONTACT_QUOTA),
      ),
    );
}

/** Hands every due message (of one channel, or of one session and of none) to its queue, in the order they were written. */
export async function enqueueDue(
  ctx: Pick<Ctx, 'db' | 'clock' | 'jobs' | 'log'>,
  filter: { channel?: 'whatsapp' | 'email'; waSessionId?: number },
): Promise<number> {
  let enqueued = 0;
  for (let after = 0; ;) {
    const page = await ctx.db
      .select(OUTGOING)
      .from(messages)
      .where(
        and(
          eq(messages.status, 'queued'),
          gt(messages.id, after),
          filter.channel ? eq(messages.channel, filter.channel) : undefined,
          filter.waSessionId
            ? or(eq(messages.waSessionId, filter.waSessionId), isNull(messages.waSessionId))
            : undefined,
          or(isNull(messages.notBefore), lte(messages.notBefore, ctx.clock.now())),
        ),
      )
      .orderBy(asc(messages.id))
      .limit(PAGE);
    enqueued += await enqueueMessages(ctx, page);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return enqueued;
    after = last.id;
  }
}
