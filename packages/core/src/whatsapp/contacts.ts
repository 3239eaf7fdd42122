import { and, count, eq, gte, lt } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import { dayBounds, dayOf } from '../time.ts';

const { waContacts } = schema;

/** How many people `number` has written to for the first time on the school's day of `now`. */
export async function newContactsOn(db: Db | Tx, number: string, now: Date, timeZone: string): Promise<number> {
  const { start, end } = dayBounds(dayOf(now, timeZone), timeZone);
  const [row] = await db
    .select({ n: count() })
    .from(waContacts)
    .where(
      and(
        eq(waContacts.number, number),
        eq(waContacts.openedBy, 'us'),
        gte(waContacts.openedAt, start),
        lt(waContacts.openedAt, end),
      ),
    );
  return row?.n ?? 0;
}
