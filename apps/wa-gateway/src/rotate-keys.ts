import type { Ctx } from '@sowan/core';
import { authRowsNotUnder, countAuthRowsByKey, resealAuthRow, type Place } from '@sowan/core/whatsapp';
import { AuthUnreadableError, open, placeOf, seal, type AuthKeyring } from './seal.ts';

const PAGE = 200;

export interface Rotation {
  /** Rows that are under the newest key now and were not before. */
  resealed: number;
  /** Rows that no key of the ring opens, by session: they stay as they are, and their session has to be linked anew. */
  unreadable: Map<number, number>;
  /** Rows under each key afterwards, by its number: those without any may leave the ring. */
  rowsByKey: Map<number, number>;
}

/**
 * Puts all stored WhatsApp credentials under the first key of the ring. Gateways may run meanwhile, as long as they have this ring
 * already; whatever they write is under its first key anyway. Cut off, it goes on where it was when run again.
 */
export async function rotateKeys(
  ctx: Pick<Ctx, 'db' | 'log'>,
  ring: AuthKeyring,
  signal?: AbortSignal,
): Promise<Rotation> {
  let resealed = 0;
  const unreadable = new Map<number, number>();
  for (let after: Place | null = null; !signal?.aborted;) {
    const rows = await authRowsNotUnder(ctx, ring.sealing, { after, limit: PAGE });
    for (const row of rows) {
      const place = placeOf(row);
      try {
        if (await resealAuthRow(ctx, row, seal(ring, place, open(ring, place, row)))) resealed++;
      } catch (error) {
        if (!(error instanceof AuthUnreadableError)) throw error;
        const { sessionId } = row;
        if (!unreadable.has(sessionId)) ctx.log.warn({ sessionId, why: error.message }, 'not readable');
        unreadable.set(sessionId, (unreadable.get(sessionId) ?? 0) + 1);
      }
    }
    after = rows.at(-1) ?? null;
    if (rows.length < PAGE) break;
  }
  return { resealed, unreadable, rowsByKey: await countAuthRowsByKey(ctx) };
}
