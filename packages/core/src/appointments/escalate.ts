import { and, eq, gte, isNull, lte } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import type { DomainEvent } from '../events.ts';
import { notifyDesk } from '../notifications/index.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { selectAppointments, type AppointmentRow } from './load.ts';

const { appointments } = schema;
const MOST = 200;

/**
 * Tells the desk of every guest who has waited longer than the school allows without a word from the host; once for each.
 * Safe to run at any time, by any number of workers. @returns how many were told of
 */
export async function escalateWaiting(ctx: Pick<Ctx, 'db' | 'clock' | 'events' | 'log'>): Promise<number> {
  const { escalationMinutes, timeZone } = await readSettings(ctx.db);
  if (escalationMinutes === 0) return 0;
  const now = ctx.clock.now();
  const { start } = dayBounds(dayOf(now, timeZone), timeZone);
  const forgotten = await selectAppointments(ctx.db)
    .where(
      and(
        eq(appointments.status, 'waiting'),
        gte(appointments.scheduledAt, start),
        lte(appointments.arrivedAt, new Date(now.getTime() - escalationMinutes * 60_000)),
        isNull(appointments.hostAnsweredAt),
        isNull(appointments.escalatedAt),
      ),
    )
    .limit(MOST);
  let told = 0;
  for (const appointment of forgotten) {
    const events = await escalate(ctx, appointment, now);
    if (events.length > 0) told += 1;
    await publishAll(ctx, events);
  }
  return told;
}

async function escalate(ctx: Pick<Ctx, 'db'>, appointment: AppointmentRow, now: Date): Promise<DomainEvent[]> {
  const { id, hostId, guestId, guestName, hostName, purpose, arrivedAt } = appointment;
  return inTransaction(ctx.db, async (tx) => {
    const [result] = await tx
      .update(appointments)
      .set({ escalatedAt: now, updatedAt: now })
      .where(
        and(
          eq(appointments.id, id),
          eq(appointments.status, 'waiting'),
          isNull(appointments.hostAnsweredAt),
          isNull(appointments.escalatedAt),
        ),
      );
    // Answered, met or told of by another worker a moment ago.
    if (result.affectedRows !== 1) return [];
    const data = { guestName, hostName, purpose, arrivedAt: arrivedAt?.toISOString() ?? null };
    const notices = await notifyDesk(tx, { kind: 'no_reaction', appointmentId: id, data, now });
    return [...notices, { type: 'appointment', id, hostId, guestId, status: 'waiting', at: now.toISOString() }];
  });
}
