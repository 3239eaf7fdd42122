import { eq } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { accessChanged, hashPassword, newTemporaryPassword, temporaryUntil } from '../auth/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages, inWords, tellStaff, type Outgoing } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { lockUser } from './load.ts';
import { checkNotOneself, checkTokenLeavesAdmins } from './rules.ts';

/** A temporary password and what is stored of it. Made before the transaction: hashing takes its time on purpose. */
export async function temporaryPassword(now: Date) {
  const password = newTemporaryPassword();
  const stored = {
    passwordHash: await hashPassword(password),
    mustChangePassword: true,
    passwordUntil: temporaryUntil(now),
  };
  return { password, stored };
}

/** Writes the mail that brings it, to be enqueued. */
export async function mailTemporaryPassword(
  tx: Tx,
  user: { id: number; name: string; email: string; locale: 'id' | 'en' | 'fr' },
  given: { password: string; until: Date; publicUrl: string; now: Date },
): Promise<Outgoing> {
  const { organisationName, timeZone } = await readSettings(tx);
  const values = {
    organisation: organisationName,
    name: user.name,
    until: inWords(given.until, user.locale, timeZone),
    link: `${given.publicUrl}/login`,
  };
  return tellStaff(tx, { kind: 'temporary_password', user, values, secret: given.password, now: given.now });
}

/**
 * Mails a new temporary password and ends every session: for who can't get in. Throws NOT_FOUND `user_unknown`, CONFLICT
 * `user_inactive`, `not_yourself`.
 */
export async function sendTemporaryPassword(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log' | 'pass'>,
  id: number,
): Promise<void> {
  authorise(ctx.actor, 'user.manage');
  checkNotOneself(ctx.actor, id);
  const now = ctx.clock.now();
  const { password, stored } = await temporaryPassword(now);
  const mail = await inTransaction(ctx.db, async (tx) => {
    const user = await lockUser(tx, id);
    checkTokenLeavesAdmins(ctx.actor, user.role);
    if (!user.active) throw new DomainError('CONFLICT', 'user_inactive');
    await tx
      .update(schema.users)
      .set({ ...stored, updatedAt: now })
      .where(eq(schema.users.id, id));
    await tx.delete(schema.sessions).where(eq(schema.sessions.userId, id));
    await tx.delete(schema.passwordLinks).where(eq(schema.passwordLinks.userId, id));
    await recordAudit(tx, ctx.actor, now, { action: 'password.temporary-sent', subject: { type: 'user', id } });
    return mailTemporaryPassword(tx, user, {
      password,
      until: stored.passwordUntil,
      publicUrl: ctx.pass.publicUrl,
      now,
    });
  });
  await accessChanged(ctx, id);
  await enqueueMessages(ctx, [mail]);
}
