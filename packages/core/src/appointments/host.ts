import { and, eq } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { DomainError } from '../errors.ts';

/** Somebody who receives guests: an active host or admin. Throws INVALID `host_unknown` for anybody else. */
export async function requireHost(tx: Tx, hostId: number): Promise<{ id: number; name: string }> {
  const host = await tx.query.users.findFirst({
    where: and(eq(schema.users.id, hostId), eq(schema.users.active, true)),
    columns: { id: true, name: true, role: true },
  });
  if (!host || host.role === 'receptionist') throw new DomainError('INVALID', 'host_unknown', { field: 'hostId' });
  return { id: host.id, name: host.name };
}
