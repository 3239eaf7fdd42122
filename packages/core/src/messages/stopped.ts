import { and, eq, isNotNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';

const { members } = schema;

/** True when a member with this number (E.164) wrote STOP; several may have one number, and a message to it may be linked to none. */
export async function memberStopped(tx: Tx, phone: string): Promise<boolean> {
  const stopped = await tx.query.members.findFirst({
    where: and(eq(members.phone, phone), isNotNull(members.whatsappStoppedAt)),
    columns: { id: true },
  });
  return stopped !== undefined;
}
