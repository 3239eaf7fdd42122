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

/** True while that session is connected, as last reported: what is sent by WhatsApp alone would otherwise wait for it. */
export async function isWhatsappConnected(db: Db | Tx): Promise<boolean> {
  const where = and(eq(schema.waSessions.isDefault, true), eq(schema.waSessions.status, 'connected'));
  return (await db.query.waSessions.findFirst({ where, columns: { id: true } })) !== undefined;
}
