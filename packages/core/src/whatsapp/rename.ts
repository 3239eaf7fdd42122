import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { refuseTakenName, sessionNameSchema } from './create.ts';
import { loadWaSession } from './sessions.ts';

/** Gives a session another name. Throws CONFLICT `session_name_taken`, NOT_FOUND `session_unknown`. */
export async function renameWaSession(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  sessionId: number,
  input: { name: string },
): Promise<void> {
  authorise(ctx.actor, 'whatsapp.manage');
  const name = sessionNameSchema.parse(input.name);
  const { name: before } = await loadWaSession(ctx.db, sessionId);
  if (before === name) return;
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    await tx.update(schema.waSessions).set({ name }).where(eq(schema.waSessions.id, sessionId));
    await recordAudit(tx, ctx.actor, now, {
      action: 'whatsapp.session-renamed',
      subject: { type: 'wa_session', id: sessionId },
      data: { name, before },
    });
  }).catch(refuseTakenName);
  await publishAll(ctx, [{ type: 'wa_session', sessionId, at: now.toISOString() }]);
}
