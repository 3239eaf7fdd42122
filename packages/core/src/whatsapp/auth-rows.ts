import { and, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { lockLease, type Lease } from './lease.ts';

const { waAuth } = schema;

/** One encrypted value; the gateway seals and opens, this only keeps. `sealed: null` deletes. */
export interface AuthRow {
  type: string;
  keyId: string;
  sealed: Buffer | null;
  format: number;
  encryptionKey: number;
}

/** A first login brings 812 pre-keys at once; a statement of this many stays far below any packet limit. */
const ROWS_PER_STATEMENT = 200;

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
  const kept = rows.flatMap(({ sealed, ...row }) =>
    sealed ? [{ sessionId: lease.sessionId, ...row, sealed, updatedAt }] : [],
  );
  const deleted = Map.groupBy(
    rows.filter((row) => row.sealed === null),
    (row) => row.type,
  );
  await inTransaction(ctx.db, async (tx) => {
    await lockLease(tx, lease);
    for (const [type, gone] of deleted) {
      const keyIds = gone.map((row) => row.keyId);
      await tx
        .delete(waAuth)
        .where(and(eq(waAuth.sessionId, lease.sessionId), eq(waAuth.type, type), inArray(waAuth.keyId, keyIds)));
    }
    for (let from = 0; from < kept.length; from += ROWS_PER_STATEMENT) {
      await tx
        .insert(waAuth)
        .values(kept.slice(from, from + ROWS_PER_STATEMENT))
        .onDuplicateKeyUpdate({ set: AS_INSERTED });
    }
  });
}

const AS_INSERTED = {
  sealed: sql`values(${waAuth.sealed})`,
  format: sql`values(${waAuth.format})`,
  encryptionKey: sql`values(${waAuth.encryptionKey})`,
  updatedAt: sql`values(${waAuth.updatedAt})`,
};

/** Forgets a session's credentials and keys: after a log-out they are worthless. */
export async function wipeAuthRows(ctx: Pick<Ctx, 'db'>, lease: Lease): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await lockLease(tx, lease);
    await tx.delete(waAuth).where(eq(waAuth.sessionId, lease.sessionId));
  });
}
