import { and, count, eq, inArray } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { DomainError } from '../errors.ts';

const { appointments, users } = schema;

/** The account, locked until the transaction ends. Throws NOT_FOUND `user_unknown`. */
export async function lockUser(tx: Tx, id: number): Promise<typeof users.$inferSelect> {
  const [user] = await tx.select().from(users).where(eq(users.id, id)).for('update');
  if (!user) throw new DomainError('NOT_FOUND', 'user_unknown');
  return user;
}

/** Throws CONFLICT `last_admin` unless another active admin stays; their rows are locked, so two can't turn each other out. */
export async function requireOtherAdmin(tx: Tx, id: number): Promise<void> {
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'admin'), eq(users.active, true)))
    .orderBy(users.id)
    .for('update');
  if (!admins.some((admin) => admin.id !== id)) throw new DomainError('CONFLICT', 'last_admin');
}

/** Appointments that still wait for this host. */
export async function openAppointments(tx: Tx, hostId: number): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(appointments)
    .where(and(eq(appointments.hostId, hostId), inArray(appointments.status, ['scheduled', 'waiting', 'in_progress'])));
  return row?.n ?? 0;
}
