import { and, asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { databaseNow, databaseTimeIn } from './database-time.ts';
import { LEASE_MS } from './rules.ts';
import type { WaSession } from './sessions.ts';

const { waSessions } = schema;

/** The right to run a session. Everything its holder writes carries the epoch, and a stale epoch is refused. */
export interface Lease {
  sessionId: number;
  owner: string;
  epoch: number;
}

const isFree = or(isNull(waSessions.leaseUntil), lt(waSessions.leaseUntil, databaseNow));

/** Every session there is, for a gateway to compare with what it runs; `free` when no gateway holds its lease. */
export async function waSessionsToReconcile(ctx: Pick<Ctx, 'db'>): Promise<{ session: WaSession; free: boolean }[]> {
  const rows = await ctx.db
    .select({ session: waSessions, free: sql<number>`${isFree}` })
    .from(waSessions)
    .orderBy(asc(waSessions.id));
  return rows.map(({ session, free }) => ({ session, free: Boolean(free) }));
}

/**
 * Takes a free or expired lease by compare-and-set and raises the epoch; null when another gateway holds it.
 * @param leaseMs how long it is held without being renewed
 */
export async function takeLease(
  ctx: Pick<Ctx, 'db'>,
  sessionId: number,
  owner: string,
  leaseMs = LEASE_MS,
): Promise<Lease | null> {
  const [result] = await ctx.db
    .update(waSessions)
    .set({ owner, epoch: sql`${waSessions.epoch} + 1`, leaseUntil: databaseTimeIn(leaseMs) })
    .where(and(eq(waSessions.id, sessionId), isFree));
  if (result.affectedRows !== 1) return null;
  const row = await ctx.db.query.waSessions.findFirst({
    where: eq(waSessions.id, sessionId),
    columns: { owner: true, epoch: true },
  });
  return row?.owner === owner ? { sessionId, owner, epoch: row.epoch } : null;
}

/** The session's row for as long as nobody has taken the lease over. */
export const heldBy = (lease: Lease) =>
  and(eq(waSessions.id, lease.sessionId), eq(waSessions.owner, lease.owner), eq(waSessions.epoch, lease.epoch));

/** Holds a lease for another `leaseMs`; false when it is lost, and the holder must end its socket at once. */
export async function renewLease(ctx: Pick<Ctx, 'db'>, lease: Lease, leaseMs = LEASE_MS): Promise<boolean> {
  const [result] = await ctx.db
    .update(waSessions)
    .set({ leaseUntil: databaseTimeIn(leaseMs) })
    .where(heldBy(lease));
  return result.affectedRows === 1;
}

/** Gives a lease back, so that another gateway need not wait for it to run out. */
export async function releaseLease(ctx: Pick<Ctx, 'db'>, lease: Lease): Promise<void> {
  await ctx.db.update(waSessions).set({ owner: null, leaseUntil: null }).where(heldBy(lease));
}

/**
 * Locks the session's row, so that the epoch can't be raised before this transaction has ended. FOR UPDATE, as MariaDB has
 * no FOR SHARE; it also puts a session's writes in a row, so two of them never deadlock. Throws CONFLICT `lease_lost`.
 */
export async function lockLease(tx: Tx, lease: Lease): Promise<void> {
  const rows = await tx.select({ id: waSessions.id }).from(waSessions).where(heldBy(lease)).for('update');
  if (rows.length === 0) throw new DomainError('CONFLICT', 'lease_lost');
}

/** Locks the session's row as `lockLease` does, for whoever goes by what it says. */
export async function requireLease(tx: Tx, lease: Lease): Promise<WaSession> {
  const [row] = await tx.select().from(waSessions).where(heldBy(lease)).for('update');
  if (!row) throw new DomainError('CONFLICT', 'lease_lost');
  return row;
}
