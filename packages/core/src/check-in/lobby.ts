import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { isLate } from '../appointments/index.ts';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { AppointmentStatus } from '../events.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { countByStatus } from './day.ts';
import { minimalName } from './rules.ts';

const { appointments, guests, users } = schema;

export interface LobbyGuest {
  id: number;
  /** "Siti A.": everybody in the lobby reads the wall. */
  guestName: string;
  hostName: string;
  companions: number;
  status: AppointmentStatus;
  scheduledAt: Date;
  arrivedAt: Date | null;
  late: boolean;
  hostAnswer: (typeof appointments.$inferSelect)['hostAnswer'];
}

export interface Lobby {
  now: Date;
  graceMinutes: number;
  counts: Record<AppointmentStatus, number>;
  /** In the lobby now, the longest first. */
  waiting: LobbyGuest[];
  /** Expected, those overdue first. */
  expected: LobbyGuest[];
}

const MOST = 30;

/** What the wall display shows: who waits, who comes next, how the day stands. */
export async function viewLobby(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<Lobby> {
  authorise(ctx.actor, 'check-in.read');
  const { timeZone, graceMinutes } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const { start, end } = dayBounds(dayOf(now, timeZone), timeZone);
  const today = and(gte(appointments.scheduledAt, start), lt(appointments.scheduledAt, end));
  const guestsIn = async (status: 'waiting' | 'scheduled'): Promise<LobbyGuest[]> => {
    const rows = await ctx.db
      .select({
        id: appointments.id,
        guestName: guests.name,
        hostName: users.name,
        companions: appointments.companions,
        status: appointments.status,
        scheduledAt: appointments.scheduledAt,
        arrivedAt: appointments.arrivedAt,
        hostAnswer: appointments.hostAnswer,
      })
      .from(appointments)
      .innerJoin(guests, eq(guests.id, appointments.guestId))
      .innerJoin(users, eq(users.id, appointments.hostId))
      .where(and(today, eq(appointments.status, status)))
      .orderBy(asc(sql`coalesce(${appointments.arrivedAt}, ${appointments.scheduledAt})`), asc(appointments.id))
      .limit(MOST);
    return rows.map((row) => ({
      ...row,
      guestName: minimalName(row.guestName),
      late: isLate({ ...row, arrivedAt: row.arrivedAt ?? now }, graceMinutes),
    }));
  };
  const [counts, waiting, expected] = await Promise.all([
    countByStatus(ctx, today),
    guestsIn('waiting'),
    guestsIn('scheduled'),
  ]);
  return { now, graceMinutes, counts, waiting, expected };
}
