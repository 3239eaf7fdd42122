import { and, asc, eq, lt } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { morningOf } from '../messages/index.ts';
import { readSettings, type Settings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { askFeedback } from './ask-feedback.ts';
import { loadAppointment } from './load.ts';
import { moveAppointment } from './move.ts';
import type { Move } from './rules.ts';

const { appointments } = schema;
const BATCH = 200;

/** How a visit ends that nobody has ended, and what the audit log calls it. */
const ENDS = [
  { status: 'scheduled', move: 'miss', action: 'appointment.missed' },
  { status: 'waiting', move: 'close', action: 'appointment.closed' },
  { status: 'in_progress', move: 'close', action: 'appointment.closed' },
] as const satisfies { status: string; move: Move; action: string }[];
type End = (typeof ENDS)[number];

/** Instants of the run: now, the midnight that began today, and the one before. */
interface Night {
  now: Date;
  midnight: Date;
  midnightBefore: Date;
}

type CloseCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log' | 'pass'>;

/**
 * Ends every visit of a past day that nobody has ended: a no-show where nobody came, else completed. Who was met yesterday is asked
 * for feedback in the morning. Past is by the school's calendar; whoever was a worker short at midnight catches up at the next run.
 * @returns how many were ended each way
 */
export async function closePastDays(ctx: CloseCtx): Promise<{ missed: number; closed: number }> {
  const settings = await readSettings(ctx.db);
  const night = nightBefore(ctx.clock.now(), settings.timeZone);
  const ended = { missed: 0, closed: 0 };
  for (const end of ENDS) {
    const count = await endAll(ctx, settings, end, night);
    if (end.move === 'miss') ended.missed += count;
    else ended.closed += count;
  }
  return ended;
}

function nightBefore(now: Date, timeZone: string): Night {
  const midnight = dayBounds(dayOf(now, timeZone), timeZone).start;
  const yesterday = dayOf(new Date(midnight.getTime() - 1), timeZone);
  return { now, midnight, midnightBefore: dayBounds(yesterday, timeZone).start };
}

async function endAll(ctx: CloseCtx, settings: Settings, end: End, night: Night): Promise<number> {
  const forgotten = and(eq(appointments.status, end.status), lt(appointments.scheduledAt, night.midnight));
  let ended = 0;
  for (;;) {
    const rows = await ctx.db
      .select({ id: appointments.id })
      .from(appointments)
      .where(forgotten)
      .orderBy(asc(appointments.scheduledAt))
      .limit(BATCH);
    for (const { id } of rows) if (await endOne(ctx, settings, id, end, night)) ended += 1;
    if (rows.length < BATCH) return ended;
  }
}

async function endOne(
  ctx: CloseCtx,
  settings: Settings,
  id: number,
  { status, move, action }: End,
  { now, midnight, midnightBefore }: Night,
): Promise<boolean> {
  try {
    const event = await inTransaction(ctx.db, async (tx) => {
      const appointment = { ...(await loadAppointment(tx, id)), status };
      const moved = await moveAppointment(tx, appointment, move, now);
      if (status === 'in_progress' && appointment.scheduledAt >= midnightBefore) {
        // The outbox's sweep finds it when the morning has come.
        await askFeedback(tx, ctx.pass, settings, { appointment, now, notBefore: morningOf(midnight) });
      }
      const subject = { type: 'appointment' as const, id };
      await recordAudit(tx, ctx.actor, now, { action, subject, data: { status } });
      return moved;
    });
    await publishAll(ctx, [event]);
    return true;
  } catch (error) {
    // Another worker was faster, or the host.
    if (error instanceof DomainError && error.reason === 'illegal_move') return false;
    throw error;
  }
}
