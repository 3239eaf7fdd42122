import { createHash, randomBytes } from 'node:crypto';
import { type Db, schema } from '@sowan/db';

type Table = (typeof schema)[
  'appointments' | 'guests' | 'members' | 'passes' | 'reviews' | 'users' | 'waInbound' | 'waSessions'];

const AT_ONCE = 1000;
const DAY_MS = 24 * 3_600_000;

/** Inserts `count` rows numbered from 1, many at once, without those that are null; gives their ids in order. */
export async function fill<T extends Table>(
  db: Db,
  table: T,
  count: number,
  row: (i: number) => T['$inferInsert'] | null,
): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 1; from <= count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from + 1) }, (_, k) => from + k);
    const rows = numbers.map(row).filter((each) => each !== null);
    if (rows.length === 0) continue;
    const [{ insertId }] = await db.insert(table).values(rows as never);
    ids.push(...rows.map((_, i) => insertId + i));
  }
  return ids;
}

/** Begins a session for each of the staff; gives the cookies that open them. */
export async function logIn(db: Db, userIds: number[]): Promise<string[]> {
  const ids = userIds.map(() => randomBytes(20).toString('hex'));
  const rows = ids.map((id, i) => ({
    id: createHash('sha256').update(id).digest('hex'),
    userId: userIds[i] ?? 0,
    expiresAt: new Date(Date.now() + 20 * DAY_MS),
    createdAt: new Date(),
    lastSeenAt: new Date(),
  }));
  await db.insert(schema.sessions).values(rows);
  return ids.map((id) => `sowan_session=${id}`);
}
