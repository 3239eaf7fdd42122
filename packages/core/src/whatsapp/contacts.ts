import { and, count, eq, gte, lt } from 'drizzle-orm';
import { inTransaction, schema, type Db, type Tx } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { requireLease, type Lease } from './lease.ts';

const { users, waContacts, waSessions } = schema;

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

/**
 * To be asked before a session writes to `phone`: false when the number has never had to do with it and today's quota of new contacts
 * is used up. True takes one of the quota, whether the message arrives or not. The school's own staff needs none.
 * Throws CONFLICT `lease_lost`.
 */
export async function openContact(ctx: Pick<Ctx, 'db' | 'clock'>, lease: Lease, phone: string): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    const { linkedPhone, newContactsPerDay } = await requireLease(tx, lease);
    if (linkedPhone === null) return true;
    const known = await tx.query.waContacts.findFirst({
      where: and(eq(waContacts.number, linkedPhone), eq(waContacts.phone, phone)),
      columns: { phone: true },
    });
    if (known || (await isStaff(tx, phone))) return true;
    const now = ctx.clock.now();
    const { timeZone } = await readSettings(tx);
    if ((await newContactsOn(tx, linkedPhone, now, timeZone)) >= newContactsPerDay) return false;
    await tx.insert(waContacts).values({ number: linkedPhone, phone, openedBy: 'us', openedAt: now });
    return true;
  });
}

async function isStaff(tx: Tx, phone: string): Promise<boolean> {
  const where = and(eq(users.phone, phone), eq(users.active, true));
  return (await tx.query.users.findFirst({ where, columns: { id: true } })) !== undefined;
}

/** Whoever writes to a number first is no new contact of it. */
export async function contactWrote(tx: Tx, sessionId: number, phone: string, now: Date): Promise<void> {
  const session = await tx.query.waSessions.findFirst({
    where: eq(waSessions.id, sessionId),
    columns: { linkedPhone: true },
  });
  if (!session?.linkedPhone) return;
  await tx
    .insert(waContacts)
    .values({ number: session.linkedPhone, phone, openedBy: 'them', openedAt: now })
    .onDuplicateKeyUpdate({ set: { phone } });
}
