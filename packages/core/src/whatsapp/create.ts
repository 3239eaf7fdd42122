import { count } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { MOST_SESSIONS } from './rules.ts';
import { ensureDefaultSession } from './sessions.ts';

const { waSessions } = schema;

export const sessionNameSchema = z.string().trim().min(1, 'required').max(60, 'too_long');

/** Makes a session, stopped and not linked. Throws CONFLICT `session_name_taken`, `too_many_sessions`. */
export async function createWaSession(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  input: { name: string },
): Promise<{ id: number }> {
  authorise(ctx.actor, 'whatsapp.manage');
  const name = sessionNameSchema.parse(input.name);
  await ensureDefaultSession(ctx);
  const now = ctx.clock.now();
  const created = await inTransaction(ctx.db, async (tx) => {
    const [sessions] = await tx.select({ n: count() }).from(waSessions);
    if ((sessions?.n ?? 0) >= MOST_SESSIONS) throw new DomainError('CONFLICT', 'too_many_sessions');
    const [inserted] = await tx.insert(waSessions).values({ name, statusAt: now, createdAt: now }).$returningId();
    if (!inserted) throw new Error('the insert returned no id');
    await recordAudit(tx, ctx.actor, now, {
      action: 'whatsapp.session-created',
      subject: { type: 'wa_session', id: inserted.id },
      data: { name },
    });
    return inserted;
  }).catch(refuseTakenName);
  const at = now.toISOString();
  await publishAll(ctx, [
    { type: 'wa_session', sessionId: created.id, at },
    { type: 'wa_nudge', sessionId: created.id, at },
  ]);
  return created;
}

export function refuseTakenName(error: unknown): never {
  if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'session_name_taken', { field: 'name' });
  throw error;
}
