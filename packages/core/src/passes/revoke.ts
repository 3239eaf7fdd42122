import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';

/** Revokes the passes of an appointment, inside the caller's transaction. */
export async function revokeAppointmentPasses(
  tx: Tx,
  appointmentId: number,
  reason: 'cancelled' | 'reissued',
  now: Date,
): Promise<void> {
  await tx
    .update(schema.passes)
    .set({ revokedAt: now, revokedReason: reason })
    .where(and(eq(schema.passes.appointmentId, appointmentId), isNull(schema.passes.revokedAt)));
}
