import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import { requireUser, type Actor } from '../actor.ts';
import { DomainError } from '../errors.ts';
import type { Guest } from './find-or-create.ts';

/**
 * A guest that the caller may see: hosts those who have an appointment with them, admins and the reception any.
 * Throws NOT_FOUND `guest_unknown` for all others, whether they exist or not.
 */
export async function loadGuest(db: Db | Tx, actor: Actor, id: number): Promise<Guest> {
  const guest = await db.query.guests.findFirst({ where: eq(schema.guests.id, id) });
  const user = requireUser(actor);
  const known =
    user.role !== 'host' ||
    (await db.query.appointments.findFirst({
      where: and(eq(schema.appointments.hostId, user.id), eq(schema.appointments.guestId, id)),
      columns: { id: true },
    }));
  if (!guest || !known) throw new DomainError('NOT_FOUND', 'guest_unknown');
  return guest;
}

/** `loadGuest` for writing: nobody else writes to the guest meanwhile, and one who was erased is unknown. */
export async function lockGuest(tx: Tx, actor: Actor, id: number): Promise<Guest> {
  const { guests } = schema;
  const live = and(eq(guests.id, id), isNull(guests.erasedAt));
  const [locked] = await tx.select({ id: guests.id }).from(guests).where(live).for('update');
  if (!locked) throw new DomainError('NOT_FOUND', 'guest_unknown');
  return loadGuest(tx, actor, id);
}
