import { and, eq, ne } from 'drizzle-orm';
import { prepared, schema, type Db, type Tx } from '@sowan/db';

const usual = prepared((db) =>
  db.query.waSessions
    .findFirst({
      where: and(eq(schema.waSessions.isDefault, true), ne(schema.waSessions.status, 'stopped')),
      columns: { id: true },
    })
    .prepare(),
);

/** The session that sends what names none: the default one, unless it was stopped or logged out. */
export async function sendingSessionId(db: Db | Tx): Promise<number | null> {
  const session = await usual(db).execute();
  return session?.id ?? null;
}
