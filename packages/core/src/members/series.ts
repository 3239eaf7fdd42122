import { eq, sql } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { memberNumber } from './rules.ts';

const { memberSeries } = schema;

/**
 * The next `count` numbers of a year's series, inside the caller's transaction: its row stays locked until the commit, so that two
 * callers never get the same number, and a transaction that fails gives its numbers back.
 */
export async function takeNumbers(tx: Tx, year: number, count = 1): Promise<string[]> {
  await tx
    .insert(memberSeries)
    .values({ year, last: count })
    .onDuplicateKeyUpdate({ set: { last: sql`${memberSeries.last} + ${count}` } });
  const [series] = await tx.select({ last: memberSeries.last }).from(memberSeries).where(eq(memberSeries.year, year));
  const first = (series?.last ?? count) - count + 1;
  return Array.from({ length: count }, (_, i) => memberNumber(year, first + i));
}

/** Numbers that came from elsewhere (an import) are not given again. */
export async function passOver(tx: Tx, year: number, serial: number): Promise<void> {
  await tx
    .insert(memberSeries)
    .values({ year, last: serial })
    .onDuplicateKeyUpdate({ set: { last: sql`greatest(${memberSeries.last}, ${serial})` } });
}
