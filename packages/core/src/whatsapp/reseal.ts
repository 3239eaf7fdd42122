import { and, asc, count, eq, gt, ne, or } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';

const { waAuth } = schema;

/** A row of `wa_auth` as it is stored. */
export type StoredAuthRow = typeof waAuth.$inferSelect;
export type Place = Pick<StoredAuthRow, 'sessionId' | 'type' | 'keyId'>;

const isAt = ({ sessionId, type, keyId }: Place) =>
  and(eq(waAuth.sessionId, sessionId), eq(waAuth.type, type), eq(waAuth.keyId, keyId));

/** Rows that are not sealed under `encryptionKey`, in the order of the primary key, from behind `after` on. */
export async function authRowsNotUnder(
  ctx: Pick<Ctx, 'db'>,
  encryptionKey: number,
  page: { after: Place | null; limit: number },
): Promise<StoredAuthRow[]> {
  const { after, limit } = page;
  const behind = after
    ? or(
        gt(waAuth.sessionId, after.sessionId),
        and(eq(waAuth.sessionId, after.sessionId), gt(waAuth.type, after.type)),
        and(eq(waAuth.sessionId, after.sessionId), eq(waAuth.type, after.type), gt(waAuth.keyId, after.keyId)),
      )
    : undefined;
  return ctx.db
    .select()
    .from(waAuth)
    .where(and(ne(waAuth.encryptionKey, encryptionKey), behind))
    .orderBy(asc(waAuth.sessionId), asc(waAuth.type), asc(waAuth.keyId))
    .limit(limit);
}

/**
 * Puts the same value under another key, unless a gateway has written the row since it was read: then that stays, and false is given.
 * Needs no lease: nothing but the sealing changes.
 */
export async function resealAuthRow(
  ctx: Pick<Ctx, 'db'>,
  row: StoredAuthRow,
  next: Pick<StoredAuthRow, 'sealed' | 'format' | 'encryptionKey'>,
): Promise<boolean> {
  const [result] = await ctx.db
    .update(waAuth)
    .set(next)
    .where(and(isAt(row), eq(waAuth.sealed, row.sealed)));
  return result.affectedRows === 1;
}

/** How many rows there are under each key, by its number. */
export async function countAuthRowsByKey(ctx: Pick<Ctx, 'db'>): Promise<Map<number, number>> {
  const rows = await ctx.db
    .select({ key: waAuth.encryptionKey, n: count() })
    .from(waAuth)
    .groupBy(waAuth.encryptionKey);
  return new Map(rows.map(({ key, n }) => [key, n]));
}
