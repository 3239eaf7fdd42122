import { and, asc, eq, lt } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { moveAppointment } from './move.ts';

const { appointments } = schema;
const BATCH = 200;

/**
 * Marks every visit of a past day to which nobody came as a no-show. Past is by the school's calendar; whoever was a worker short at
 * midnight catches up at the next run. @returns how many were marked
 */
export async function closePastDays(ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>): Promise<number> {
  const { timeZone } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const { start } = dayBounds(dayOf(now, timeZone), timeZone);
  let marked = 0;
  for (;;) {
    const missed = await ctx.db
      .select({
        id: appointments.id,
        hostId: appointments.hostId,
        guestId: appointments.guestId,
        status: appointments.status,
      })
      .from(appointments)
      .where(and(eq(appointments.status, 'scheduled'), lt(appointments.scheduledAt, start)))
      .orderBy(asc(appointments.scheduledAt))
      .limit(BATCH);
    for (const appointment of missed) if (await markMissed(ctx, appointment, now)) marked += 1;
    if (missed.length < BATCH) return marked;
  }
}

async function markMissed(
  ctx: Pick<Ctx, 'db' | 'actor' | 'events' | 'log'>,
  appointment: Parameters<typeof moveAppointment>[1],
  now: Date,
): Promise<boolean> {
  try {
    const event = await inTransaction(ctx.db, async (tx) => {
      const moved = await moveAppointment(tx, appointment, 'miss', now);
      await recordAudit(tx, ctx.actor, now, {
        action: 'appointment.missed',
        subject: { type: 'appointment', id: appointment.id },
      });
      return moved;
    });
    await publishAll(ctx, [event]);
    return true;
  } catch (error) {
    // Another worker was faster.
    if (error instanceof DomainError && error.reason === 'illegal_move') return false;
    throw error;
  }
}
