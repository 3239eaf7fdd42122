import { eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { inWords, tellStaff, type Outgoing } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';

/**
 * Gives an account the password its owner chose: a temporary one and every open link end with it, and the owner is told by
 * mail. Returns that mail, to be enqueued.
 */
export async function setChosenPassword(
  tx: Tx,
  user: typeof schema.users.$inferSelect,
  passwordHash: string,
  now: Date,
): Promise<Outgoing> {
  await tx
    .update(schema.users)
    .set({ passwordHash, mustChangePassword: false, passwordUntil: null, updatedAt: now })
    .where(eq(schema.users.id, user.id));
  await tx.delete(schema.passwordLinks).where(eq(schema.passwordLinks.userId, user.id));
  const { organisationName, timeZone } = await readSettings(tx);
  const values = { organisation: organisationName, name: user.name, when: inWords(now, user.locale, timeZone) };
  return tellStaff(tx, { kind: 'password_changed', user, values, now });
}
