import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser, type Locale, type Role } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { createUserSchema, storedPhone } from '../users/index.ts';

const { users } = schema;

export interface OwnAccount {
  name: string;
  email: string;
  role: Role;
  locale: Locale;
  phone: string | null;
  mustChangePassword: boolean;
}

export const updateOwnAccountSchema = createUserSchema.pick({ name: true, phone: true, locale: true }).required({
  locale: true,
});

/** The caller's own account. */
export async function getOwnAccount(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<OwnAccount> {
  authorise(ctx.actor, 'account.own');
  const account = await ctx.db.query.users.findFirst({
    where: eq(users.id, requireUser(ctx.actor).id),
    columns: { name: true, email: true, role: true, locale: true, phone: true, mustChangePassword: true },
  });
  if (!account) throw new DomainError('UNAUTHENTICATED', 'login_required');
  return account;
}

/** Changes the caller's own name, number and language. Address and role are the admin's to change. Throws INVALID `phone_invalid`. */
export async function updateOwnAccount(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof updateOwnAccountSchema>,
): Promise<void> {
  authorise(ctx.actor, 'account.own');
  const { id } = requireUser(ctx.actor);
  const { name, phone, locale } = updateOwnAccountSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const changes = { name, locale, phone: storedPhone(phone ?? '', phoneRegion) };
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .update(users)
      .set({ ...changes, updatedAt: now })
      .where(eq(users.id, id));
    await recordAudit(tx, ctx.actor, now, { action: 'account.updated', subject: { type: 'user', id }, data: changes });
  });
}
