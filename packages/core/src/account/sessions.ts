import { and, desc, eq, gt, ne } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { accessChanged } from '../auth/index.ts';
import type { Ctx } from '../context.ts';

const { sessions } = schema;

export interface OwnSession {
  /** Hash of the cookie: names the session and opens nothing. */
  id: string;
  current: boolean;
  /** What the browser calls itself. */
  userAgent: string | null;
  createdAt: Date | null;
  lastSeenAt: Date | null;
}

/**
 * Where the caller is logged in, the latest seen first.
 * @param current the session of this request, as in `sessions.id`
 */
export async function listOwnSessions(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  current: string | null,
): Promise<OwnSession[]> {
  authorise(ctx.actor, 'account.own');
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, requireUser(ctx.actor).id), gt(sessions.expiresAt, ctx.clock.now())))
    .orderBy(desc(sessions.lastSeenAt))
    .limit(100);
  return rows.map(({ id, userAgent, createdAt, lastSeenAt }) => {
    return { id, current: id === current, userAgent, createdAt, lastSeenAt };
  });
}

/** Logs the caller out there; a session that is not theirs, or over, is left alone. */
export async function endOwnSession(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  id: string,
): Promise<void> {
  authorise(ctx.actor, 'account.own');
  const userId = requireUser(ctx.actor).id;
  const [result] = await ctx.db.delete(sessions).where(and(eq(sessions.id, id), eq(sessions.userId, userId)));
  if (result.affectedRows > 0) await recordEnd(ctx, userId, result.affectedRows);
}

/** Logs the caller out everywhere else; returns how many sessions that ended. */
export async function endOtherSessions(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  current: string | null,
): Promise<number> {
  authorise(ctx.actor, 'account.own');
  const userId = requireUser(ctx.actor).id;
  const [result] = await ctx.db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), current ? ne(sessions.id, current) : undefined));
  if (result.affectedRows > 0) await recordEnd(ctx, userId, result.affectedRows);
  return result.affectedRows;
}

async function recordEnd(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  userId: number,
  count: number,
): Promise<void> {
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'session.ended',
    subject: { type: 'user', id: userId },
    data: { count },
  });
  await accessChanged(ctx, userId);
}
