import { sql } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import type { Actor } from '../actor.ts';
import type { CardVerdict } from './rules.ts';

const { cardChecks } = schema;
type Row = typeof cardChecks.$inferInsert;

/** Checks of one card by anybody, with one answer, within this time are one row: nobody fills the record by asking again and again. */
const BURST_MINUTES = 10;

export interface CheckedCard {
  verdict: CardVerdict;
  memberId: number | null;
  year: number | null;
  legacy: boolean;
}

/** Records that a card was checked, by whom and with what answer, also at which event's entrance. */
export async function recordCheck(
  db: Db | Tx,
  given: CheckedCard & { actor: Actor; now: Date } & Pick<Row, 'eventId' | 'outcome' | 'method' | 'desk'>,
): Promise<void> {
  const { actor, now, ...check } = given;
  const user = actor.type === 'apiToken' ? actor.user : actor.type === 'user' ? actor : null;
  const burst = user ? null : burstOf(check, now);
  await db
    .insert(cardChecks)
    .values({ ...check, userId: user?.id ?? null, burst, checkedAt: now, lastAt: now })
    .onDuplicateKeyUpdate({ set: { times: sql`${cardChecks.times} + 1`, lastAt: now } });
}

/** What checks without a login have in common that are counted in one row. */
function burstOf({ verdict, memberId, year, legacy }: CheckedCard, now: Date): string {
  const span = Math.floor(now.getTime() / (BURST_MINUTES * 60_000));
  return [span, verdict, memberId ?? '', year ?? '', legacy ? 'legacy' : ''].join(' ');
}
