import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';

/** Opens the school on a day that was closed; one that was open stays so. */
export async function openDay(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, day: string): Promise<void> {
  authorise(ctx.actor, 'settings.manage');
  await inTransaction(ctx.db, async (tx) => {
    const [result] = await tx.delete(schema.closedDays).where(eq(schema.closedDays.day, day));
    if (result.affectedRows === 0) return;
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'calendar.opened',
      subject: { type: 'calendar', id: null },
      data: { day },
    });
  });
}
