import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { accessChanged } from '../auth/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { lockUser, openAppointments as countOpenAppointments, requireOtherAdmin } from './load.ts';
import { storedPhone } from './phone.ts';
import { checkNotOneself, checkTokenLeavesAdmins } from './rules.ts';
import { updateUserSchema } from './schemas.ts';

const { passwordLinks, sessions, users } = schema;
type UserRecord = typeof users.$inferSelect;
type Changes = Partial<Pick<UserRecord, 'name' | 'email' | 'role' | 'locale' | 'phone' | 'active'>>;

/**
 * Changes what is given of an account. Deactivating keeps everything it did, ends its sessions and hands nothing over:
 * `openAppointments` says how many visits still wait for it. Throws NOT_FOUND `user_unknown`, CONFLICT `email_taken`,
 * `last_admin`, `not_yourself` (one's own role or access), FORBIDDEN `token_not_for_admins`.
 */
export async function updateUser(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  input: z.input<typeof updateUserSchema>,
): Promise<{ openAppointments: number }> {
  authorise(ctx.actor, 'user.manage');
  const { id, phone, ...given } = updateUserSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const wanted = { ...given, ...(phone === undefined ? {} : { phone: storedPhone(phone, phoneRegion) }) };
  try {
    const { changes, openAppointments } = await inTransaction(ctx.db, async (tx) => {
      const user = await lockUser(tx, id);
      checkTokenLeavesAdmins(ctx.actor, user.role, wanted.role);
      const changes = changesOf(user, wanted);
      if (Object.keys(changes).length > 0) await apply(tx, ctx, user, changes);
      return { changes, openAppointments: await countOpenAppointments(tx, id) };
    });
    if (changes.active !== undefined || changes.role !== undefined) await accessChanged(ctx, id);
    return { openAppointments };
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'email_taken', { field: 'email' });
    throw error;
  }
}

async function apply(tx: Tx, ctx: Pick<Ctx, 'clock' | 'actor'>, user: UserRecord, changes: Changes): Promise<void> {
  const { id } = user;
  const now = ctx.clock.now();
  const losesAccess = changes.active === false || (changes.role !== undefined && user.role === 'admin');
  if (changes.active !== undefined || changes.role !== undefined) checkNotOneself(ctx.actor, id);
  if (user.role === 'admin' && user.active && losesAccess) await requireOtherAdmin(tx, id);
  await tx
    .update(users)
    .set({ ...changes, updatedAt: now })
    .where(eq(users.id, id));
  // A link that waits in the old address's mailbox must not open the account any more.
  if (changes.active === false || changes.email) await tx.delete(passwordLinks).where(eq(passwordLinks.userId, id));
  if (changes.active === false) await tx.delete(sessions).where(eq(sessions.userId, id));
  const action = { true: 'user.activated', false: 'user.deactivated' }[String(changes.active)] ?? 'user.updated';
  await recordAudit(tx, ctx.actor, now, { action, subject: { type: 'user', id }, data: changes });
}

function changesOf(user: UserRecord, wanted: { [K in keyof Changes]: Changes[K] | undefined }): Changes {
  const changed = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && value !== user[name as keyof Changes],
  );
  return Object.fromEntries(changed) as Changes;
}
