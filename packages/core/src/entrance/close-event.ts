import { eq } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';

const { cardEvents } = schema;
type CloseCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>;

/** Ends the scanning at an event's entrance; what was recorded stays. Throws NOT_FOUND `event_unknown`, CONFLICT `event_closed`. */
export const closeEvent = (ctx: CloseCtx, eventId: number): Promise<void> => turn(ctx, eventId, 'closed');

/** Opens the entrance again. Throws NOT_FOUND `event_unknown`, CONFLICT `event_open`. */
export const reopenEvent = (ctx: CloseCtx, eventId: number): Promise<void> => turn(ctx, eventId, 'reopened');

async function turn(ctx: CloseCtx, eventId: number, to: 'closed' | 'reopened'): Promise<void> {
  authorise(ctx.actor, 'attendance.record');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const isClosed = await lockClosed(tx, eventId);
    if (isClosed === (to === 'closed')) throw new DomainError('CONFLICT', isClosed ? 'event_closed' : 'event_open');
    await tx
      .update(cardEvents)
      .set({ closedAt: to === 'closed' ? now : null })
      .where(eq(cardEvents.id, eventId));
    await recordAudit(tx, ctx.actor, now, { action: `event.${to}`, subject: { type: 'card_event', id: eventId } });
  });
  await publishAll(ctx, [{ type: 'attendance', eventId, at: now.toISOString() }]);
}

async function lockClosed(tx: Tx, eventId: number): Promise<boolean> {
  const [event] = await tx
    .select({ closedAt: cardEvents.closedAt })
    .from(cardEvents)
    .where(eq(cardEvents.id, eventId))
    .for('update');
  if (!event) throw new DomainError('NOT_FOUND', 'event_unknown');
  return event.closedAt !== null;
}
