import { eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';

const { guestLinks, guests, guestSessions } = schema;

/** Ends all that lets somebody into the portal as this guest: the password, sessions, and links that set a password. */
export async function closePortal(tx: Tx, guestId: number): Promise<void> {
  await tx.update(guests).set({ passwordHash: null }).where(eq(guests.id, guestId));
  await tx.delete(guestSessions).where(eq(guestSessions.guestId, guestId));
  await tx.delete(guestLinks).where(eq(guestLinks.guestId, guestId));
}
