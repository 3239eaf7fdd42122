import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages } from '../messages/index.ts';
import { accessChanged } from './access-changed.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { passwordSchema } from './schemas.ts';
import { setChosenPassword } from './set-password.ts';

const { sessions, users } = schema;

export const changePasswordSchema = z.object({
  current: z.string().min(1, 'required').max(200, 'too_long'),
  password: passwordSchema,
});

/**
 * The caller chooses a new password; every session but the one it is done in ends. Throws INVALID `password_wrong` (field
 * `current`), `password_same` (field `password`).
 * @param sessionHash the session to keep, as in `sessions.id`
 */
export async function changePassword(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  sessionHash: string | null,
  input: z.input<typeof changePasswordSchema>,
): Promise<void> {
  authorise(ctx.actor, 'account.own');
  const { id } = requireUser(ctx.actor);
  const { current, password } = changePasswordSchema.parse(input);
  const user = await ctx.db.query.users.findFirst({ where: eq(users.id, id) });
  if (!user || !(await verifyPassword(user.passwordHash, current))) {
    throw new DomainError('INVALID', 'password_wrong', { field: 'current' });
  }
  if (current === password) throw new DomainError('INVALID', 'password_same', { field: 'password' });
  const passwordHash = await hashPassword(password);
  const now = ctx.clock.now();
  const mail = await inTransaction(ctx.db, async (tx) => {
    const mail = await setChosenPassword(tx, user, passwordHash, now);
    const others = sessionHash ? ne(sessions.id, sessionHash) : undefined;
    await tx.delete(sessions).where(and(eq(sessions.userId, id), others));
    await recordAudit(tx, ctx.actor, now, { action: 'password.changed', subject: { type: 'user', id } });
    return mail;
  });
  await accessChanged(ctx, id);
  await enqueueMessages(ctx, [mail]);
}
