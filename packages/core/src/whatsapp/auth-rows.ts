import { and, eq, inArray } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { Lease } from './lease.ts';

const { waAuth, waSessions } = schema;

/** One encrypted value; the gateway seals and opens, this only keeps. `sealed: null` deletes. */
export interface AuthRow {
  type: string;
  keyId: string;
  sealed: Buffer | null;
  format: number;
  encryptionKey: number;
}

/** Rows of one type; those that don't exist are left out. */
export async function readAuthRows(
  ctx: Pick<Ctx, 'db'>,
  sessionId: number,
  type: string,
  keyIds: string[],
): Promise<(AuthRow & { sealed: Buffer })[]> {
  if (keyIds.length === 0) return [];
  return ctx.db
    .select({
      type: waAuth.type,
      keyId: waAuth.keyId,
      sealed: waAuth.sealed,
      format: waAuth.format,
      encryptionKey: waAuth.encryptionKey,
    })
    .from(waAuth)
    .where(and(eq(waAuth.sessionId, sessionId), eq(waAuth.type, type), inArray(waAuth.keyId, keyIds)));
}

/** Writes all rows or none, and only while the lease's epoch is current. Throws CONFLICT `lease_lost`. */
export async function writeAuthRows(ctx: Pick<Ctx, 'db' | 'clock'>, lease: Lease, rows: AuthRow[]): Promise<void> {
  const updatedAt = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    await requireEpoch(tx, lease);
    for (const { sealed, ...row } of rows) {
      const which = and(eq(waAuth.sessionId, lease.sessionId), eq(waAuth.type, row.type), eq(waAuth.keyId, row.keyId));
      if (sealed === null) await tx.delete(waAuth).where(which);
      else {
        const value = { sealed, format: row.format, encryptionKey: row.encryptionKey, updatedAt };
        await tx
          .insert(waAuth)
          .values({ sessionId: lease.sessionId, ...row, ...value })
          .onDuplicateKeyUpdate({ set: value });
      }
    }
  });
}

/** Forgets a session's credentials and keys: after a log-out they are worthless. */
export async function wipeAuthRows(ctx: Pick<Ctx, 'db'>, lease: Lease): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await requireEpoch(tx, lease);
    await tx.delete(waAuth).where(eq(waAuth.sessionId, lease.sessionId));
  });
}

/** Locks the session's row, so that the epoch can't be raised before this transaction has ended. */
async function requireEpoch(tx: Tx, lease: Lease): Promise<void> {
  const [row] = await tx
    .select({ epoch: waSessions.epoch, owner: waSessions.owner })
    .from(waSessions)
    .where(eq(waSessions.id, lease.sessionId))
    .for('share');
  if (row?.epoch !== lease.epoch || row.owner !== lease.owner) throw new DomainError('CONFLICT', 'lease_lost');
}
