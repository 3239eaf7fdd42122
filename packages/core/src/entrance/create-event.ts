import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { createEventSchema, type CreateEvent } from './schemas.ts';

/** An occasion at whose entrance member cards are scanned. */
export async function createEvent(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: CreateEvent,
): Promise<{ id: number }> {
  authorise(ctx.actor, 'attendance.record');
  const given = createEventSchema.parse(input);
  const now = ctx.clock.now();
  const createdBy = ctx.actor.type === 'user' ? ctx.actor.id : null;
  return inTransaction(ctx.db, async (tx) => {
    const [row] = await tx
      .insert(schema.cardEvents)
      .values({ ...given, createdBy, createdAt: now })
      .$returningId();
    if (!row) throw new Error('the insert returned no id');
    await recordAudit(tx, ctx.actor, now, {
      action: 'event.created',
      subject: { type: 'card_event', id: row.id },
      data: given,
    });
    return row;
  });
}
