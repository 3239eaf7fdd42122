import { and, eq, ne } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';

/** The session that sends what names none: the default one, unless it was stopped or logged out. */
export async function sendingSessionId(db: Db | Tx): Promise<number | null> {
  const session = await db.query.waSessions.findFirst({
    where: and(eq(schema.waSessions.isDefault, true), ne(schema.waSessions.status, 'stopped')),
    columns: { id: true },
  });
  return session?.id ?? null;
}
