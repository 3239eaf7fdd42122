import { and, eq, inArray } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { DomainEvent } from '../events.ts';
import { notify, type NotificationInput } from './notify.ts';

/**
 * Writes the same notification for everybody at the reception; a school without receptionists has its admins do their work.
 * @returns the events to publish after the commit
 */
export async function notifyDesk(tx: Tx, input: Omit<NotificationInput, 'userId'>): Promise<DomainEvent[]> {
  const staff = await tx
    .select({ id: schema.users.id, role: schema.users.role })
    .from(schema.users)
    .where(and(eq(schema.users.active, true), inArray(schema.users.role, ['receptionist', 'admin'])));
  const receptionists = staff.filter(({ role }) => role === 'receptionist');
  const told = receptionists.length > 0 ? receptionists : staff;
  const events: DomainEvent[] = [];
  for (const { id } of told) events.push(await notify(tx, { ...input, userId: id }));
  return events;
}
