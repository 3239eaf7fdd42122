import { and, asc, eq, inArray } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { whatsappQueue } from '@sowan/jobs';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages, OUTGOING } from '../messages/index.ts';

const { messages, waSessions } = schema;

/**
 * Deletes a session that no phone is linked to, with its inbox; its gateway lets go of it. What waited for it goes out by the default
 * session, or waits there. Throws CONFLICT `linked_log_out_first`, `default_stays`; NOT_FOUND `session_unknown`.
 */
export async function deleteWaSession(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log' | 'jobs'>,
  sessionId: number,
): Promise<void> {
  authorise(ctx.actor, 'whatsapp.manage');
  const now = ctx.clock.now();
  const waiting = await inTransaction(ctx.db, async (tx) => {
    const [session] = await tx.select().from(waSessions).where(eq(waSessions.id, sessionId)).for('update');
    if (!session) throw new DomainError('NOT_FOUND', 'session_unknown');
    if (session.isDefault) throw new DomainError('CONFLICT', 'default_stays');
    if (session.linkedPhone !== null) throw new DomainError('CONFLICT', 'linked_log_out_first');
    const own = and(eq(messages.waSessionId, sessionId), inArray(messages.status, ['queued', 'sending']));
    const rows = await tx
      .select({ ...OUTGOING, status: messages.status })
      .from(messages)
      .where(own)
      .orderBy(asc(messages.id));
    await tx.delete(waSessions).where(eq(waSessions.id, sessionId));
    await recordAudit(tx, ctx.actor, now, {
      action: 'whatsapp.session-deleted',
      subject: { type: 'wa_session', id: sessionId },
      data: { name: session.name, moved: rows.length },
    });
    return rows.filter(({ status }) => status === 'queued').map((row) => ({ ...row, waSessionId: null }));
  });
  const at = now.toISOString();
  await publishAll(ctx, [
    { type: 'wa_nudge', sessionId, at },
    { type: 'wa_session', sessionId, at },
  ]);
  await ctx.jobs
    .discard(whatsappQueue(sessionId))
    .catch((error: unknown) => ctx.log.warn({ err: error, sessionId }, 'queue of a deleted session left behind'));
  await enqueueMessages(ctx, waiting);
}
