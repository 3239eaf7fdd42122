import { and, eq, inArray, isNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { Ctx } from '../context.ts';

const { passes } = schema;

/**
 * Revokes the passes of an appointment, inside the caller's transaction.
 * @returns their codes, for `dropImages` after the commit
 */
export async function revokeAppointmentPasses(
  tx: Tx,
  appointmentId: number,
  reason: 'cancelled' | 'reissued',
  now: Date,
): Promise<bigint[]> {
  const rows = await tx
    .select({ id: passes.id, code: passes.code })
    .from(passes)
    .where(and(eq(passes.appointmentId, appointmentId), isNull(passes.revokedAt)));
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) {
    await tx.update(passes).set({ revokedAt: now, revokedReason: reason }).where(inArray(passes.id, ids));
  }
  return rows.map((row) => row.code);
}

/** Has the images of revoked passes removed. Not reached, they are orphans that the next heal run quarantines. */
export async function dropImages(ctx: Pick<Ctx, 'jobs' | 'log'>, codes: bigint[]): Promise<void> {
  for (const code of codes) {
    try {
      await ctx.jobs.enqueue('removeImage', { code: String(code) });
    } catch (error) {
      ctx.log.warn({ err: error }, 'image of a revoked pass left for the next heal run');
    }
  }
}
