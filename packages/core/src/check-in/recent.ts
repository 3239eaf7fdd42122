import { desc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { isConflict, undoableUntil } from './rules.ts';

const { checkIns, appointments, guests, users } = schema;

export interface RecentScan {
  id: number;
  appointmentId: number | null;
  scannedAt: Date;
  /** Set for a scan made without line: when it reached us. */
  syncedAt: Date | null;
  /** `admitted`, or why not. */
  outcome: string;
  method: (typeof checkIns.$inferSelect)['method'];
  desk: string;
  guestName: string | null;
  hostName: string | null;
  undoneAt: Date | null;
  /** Until when the admission may be taken back; null when there is none to take back. */
  undoableUntil: Date | null;
  /** The desk let in somebody whom another desk had let in before, or who should not have come in. */
  conflict: boolean;
}

const SHOWN = 10;

/** The last ten scans of all desks, as they reached us, newest first. */
export async function recentScans(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<RecentScan[]> {
  authorise(ctx.actor, 'check-in.read');
  const rows = await ctx.db
    .select({ checkIn: checkIns, guestName: guests.name, hostName: users.name })
    .from(checkIns)
    .leftJoin(appointments, eq(appointments.id, checkIns.appointmentId))
    .leftJoin(guests, eq(guests.id, appointments.guestId))
    .leftJoin(users, eq(users.id, appointments.hostId))
    .orderBy(desc(checkIns.id))
    .limit(SHOWN);
  return rows.map(({ checkIn, guestName, hostName }) => ({
    id: checkIn.id,
    appointmentId: checkIn.appointmentId,
    scannedAt: checkIn.scannedAt,
    syncedAt: checkIn.syncedAt,
    outcome: checkIn.outcome,
    method: checkIn.method,
    desk: checkIn.desk,
    guestName,
    hostName,
    undoneAt: checkIn.undoneAt,
    undoableUntil: undoableUntil(checkIn),
    conflict: isConflict(checkIn),
  }));
}
