import { and, eq, or } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { lockUser, requireOtherAdmin } from './load.ts';
import { checkNotOneself, checkTokenLeavesAdmins } from './rules.ts';

const { appointments, auditLog, checkIns, reviews, users } = schema;

/**
 * Deletes an account that never did anything: a mistyped one. Throws CONFLICT `user_has_history` for every other (it can be
 * deactivated), `last_admin`, `not_yourself`; NOT_FOUND `user_unknown`.
 */
export async function deleteUser(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, id: number): Promise<void> {
  authorise(ctx.actor, 'user.manage');
  checkNotOneself(ctx.actor, id);
  await inTransaction(ctx.db, async (tx) => {
    const user = await lockUser(tx, id);
    checkTokenLeavesAdmins(ctx.actor, user.role);
    if (user.role === 'admin' && user.active) await requireOtherAdmin(tx, id);
    if (await hasHistory(tx, id)) throw new DomainError('CONFLICT', 'user_has_history');
    await tx.delete(users).where(eq(users.id, id));
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'user.deleted',
      subject: { type: 'user', id },
      data: { name: user.name, role: user.role },
    });
  });
}

async function hasHistory(tx: Tx, id: number): Promise<boolean> {
  const did = await tx.query.auditLog.findFirst({
    where: or(
      and(eq(auditLog.actorType, 'user'), eq(auditLog.actorId, id)),
      and(eq(auditLog.subjectType, 'user'), eq(auditLog.subjectId, id), eq(auditLog.action, 'auth.logged-in')),
    ),
    columns: { id: true },
  });
  if (did) return true;
  const visit = await tx.query.appointments.findFirst({
    where: or(eq(appointments.hostId, id), eq(appointments.createdBy, id)),
    columns: { id: true },
  });
  if (visit) return true;
  const scan = await tx.query.checkIns.findFirst({ where: eq(checkIns.userId, id), columns: { id: true } });
  const review = await tx.query.reviews.findFirst({ where: eq(reviews.hostId, id), columns: { id: true } });
  return scan !== undefined || review !== undefined;
}
