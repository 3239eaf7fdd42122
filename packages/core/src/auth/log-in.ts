import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { verifyPassword } from './password.ts';
import { logInSchema } from './schemas.ts';

/**
 * Checks an e-mail address and a password. The session itself is the web's (Lucia).
 * Throws UNAUTHENTICATED `login_failed` for every cause alike, but for whoever knows the temporary password and comes too
 * late with it: `temporary_password_over`.
 */
export async function logIn(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof logInSchema>,
): Promise<{ userId: number }> {
  const { email, password } = logInSchema.parse(input);
  const user = await ctx.db.query.users.findFirst({ where: eq(schema.users.email, email) });
  const matches = await verifyPassword(user?.active ? user.passwordHash : null, password);
  const now = ctx.clock.now();
  const over = matches && user?.passwordUntil != null && user.passwordUntil <= now;
  await recordAudit(ctx.db, ctx.actor, now, {
    action: user && matches && !over ? 'auth.logged-in' : 'auth.refused',
    subject: { type: 'user', id: user?.id ?? null },
  });
  if (!user || !matches) throw new DomainError('UNAUTHENTICATED', 'login_failed');
  if (over) throw new DomainError('UNAUTHENTICATED', 'temporary_password_over');
  return { userId: user.id };
}
