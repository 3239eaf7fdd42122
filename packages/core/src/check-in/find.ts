import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import type { AppointmentStatus } from '../events.ts';
import { dayBounds, dayOf } from '../time.ts';

const { appointments, guests, users, checkIns } = schema;

export interface DeskAppointment {
  id: number;
  hostId: number;
  guestId: number;
  guestName: string;
  hostName: string;
  purpose: string;
  companions: number;
  scheduledAt: Date;
  status: AppointmentStatus;
  arrivedAt: Date | null;
  completedAt: Date | null;
  /** Desk that let the guest in, null before. */
  admittedDesk: string | null;
}

const select = (db: Db | Tx) =>
  db
    .select({
      id: appointments.id,
      hostId: appointments.hostId,
      guestId: appointments.guestId,
      guestName: guests.name,
      hostName: users.name,
      purpose: appointments.purpose,
      companions: appointments.companions,
      scheduledAt: appointments.scheduledAt,
      status: appointments.status,
      arrivedAt: appointments.arrivedAt,
      completedAt: appointments.completedAt,
      admittedDesk: checkIns.desk,
    })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .leftJoin(checkIns, eq(checkIns.admission, appointments.id));

export async function deskAppointment(db: Db | Tx, id: number): Promise<DeskAppointment | null> {
  const [row] = await select(db).where(eq(appointments.id, id));
  return row ?? null;
}

/** The appointment a guest's standing pass means now: today's first that is still expected, else the day's latest. */
export async function todaysAppointment(
  db: Db | Tx,
  guestId: number,
  now: Date,
  timeZone: string,
): Promise<DeskAppointment | null> {
  const { start, end } = dayBounds(dayOf(now, timeZone), timeZone);
  const rows = await select(db)
    .where(
      and(
        eq(appointments.guestId, guestId),
        gte(appointments.scheduledAt, start),
        lt(appointments.scheduledAt, end),
        sql`${appointments.status} <> 'cancelled'`,
      ),
    )
    .orderBy(asc(appointments.scheduledAt))
    .limit(20);
  return rows.find((row) => row.status === 'scheduled') ?? rows.at(-1) ?? null;
}
