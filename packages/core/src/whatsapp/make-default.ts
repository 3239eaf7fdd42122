import { asc, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueDue } from '../messages/index.ts';

const { waSessions } = schema;

/**
 * Makes a session the one that sends what names none; what waits for the old one goes to the new one's queue. Of several admins who do so
 * at once, the last one's choice stays. Throws NOT_FOUND `session_unknown`.
 */
export async function makeDefaultWaSession(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log' | 'jobs'>,
  sessionId: number,
): Promise<void> {
  authorise(ctx.actor, 'whatsapp.manage');
  const now = ctx.clock.now();
  const changed = await inTransaction(ctx.db, async (tx) => {
    // All rows, and always in this order: whoever comes second waits here and can't deadlock.
    const rows = await tx
      .select({ id: waSessions.id, isDefault: waSessions.isDefault })
      .from(waSessions)
      .orderBy(asc(waSessions.id))
      .for('update');
    const chosen = rows.find((row) => row.id === sessionId);
    if (!chosen) throw new DomainError('NOT_FOUND', 'session_unknown');
    if (chosen.isDefault) return false;
    await tx.update(waSessions).set({ isDefault: false }).where(eq(waSessions.isDefault, true));
    await tx.update(waSessions).set({ isDefault: true }).where(eq(waSessions.id, sessionId));
    await recordAudit(tx, ctx.actor, now, {
      action: 'whatsapp.default-chosen',
      subject: { type: 'wa_session', id: sessionId },
    });
    return true;
  });
  if (!changed) return;
  await enqueueDue(ctx, { channel: 'whatsapp' });
  await publishAll(ctx, [{ type: 'wa_session', sessionId, at: now.toISOString() }]);
}
