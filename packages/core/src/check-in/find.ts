import { and, asc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import { prepared, schema, type Db, type Tx } from '@sowan/db';
import type { AppointmentStatus } from '../events.ts';
import type { GenuineCode } from '../passes/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { visitMeantBy } from './rules.ts';

const { appointments, guests, users, checkIns, passes } = schema;

export interface DeskAppointment {
  id: number;
  hostId: number;
  guestId: number;
  guestName: string;
  hostName: string;
  hostPhone: string | null;
  purpose: string;
  companions: number;
  scheduledAt: Date;
  status: AppointmentStatus;
  arrivedAt: Date | null;
  completedAt: Date | null;
  /** Desk that let the guest in, null before. */
  admittedDesk: string | null;
  /** What the host answered to the arrival. */
  hostAnswer: (typeof appointments.$inferSelect)['hostAnswer'];
  /** The host wants to be told of arrivals by WhatsApp too. */
  hostByWhatsapp: boolean;
}

export interface ScannedPass {
  id: number;
  revokedAt: Date | null;
}

const passColumns = { id: passes.id, revokedAt: passes.revokedAt };
export const columns = {
  id: appointments.id,
  hostId: appointments.hostId,
  guestId: appointments.guestId,
  guestName: guests.name,
  hostName: users.name,
  hostPhone: users.phone,
  purpose: appointments.purpose,
  companions: appointments.companions,
  scheduledAt: appointments.scheduledAt,
  status: appointments.status,
  arrivedAt: appointments.arrivedAt,
  completedAt: appointments.completedAt,
  admittedDesk: checkIns.desk,
  hostAnswer: appointments.hostAnswer,
  hostByWhatsapp: users.arrivalByWhatsapp,
};

export async function deskAppointment(db: Db | Tx, id: number): Promise<DeskAppointment | null> {
  const [row] = await db
    .select(columns)
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .leftJoin(checkIns, eq(checkIns.admission, appointments.id))
    .where(eq(appointments.id, id));
  return row ?? null;
}

/** More visits of one guest on one day than anybody has; the query is bounded all the same. */
const VISITS_A_DAY = 50;

/**
 * The pass behind a genuine code and the appointment it means now: its own, or for a standing pass one of today's.
 * One query as a rule; null when the code is not in the books.
 */
export async function findScanned(
  db: Db | Tx,
  { kind, code }: GenuineCode,
  now: Date,
  timeZone: string,
): Promise<{ pass: ScannedPass; appointment: DeskAppointment | null } | null> {
  const isScanned = and(eq(passes.code, code), eq(passes.kind, kind));
  const rows =
    kind === 'appointment'
      ? await visitOfPass(db).execute({ code })
      : await visitsOfPass(db, ofGuest(now, timeZone), isScanned);
  if (rows[0]) return { pass: rows[0].pass, appointment: visitMeantBy(rows.map((row) => row.appointment)) };
  const [pass] = await db.select(passColumns).from(passes).where(isScanned);
  return pass ? { pass, appointment: null } : null;
}

/** Prepared: what every scan of a day asks. */
const visitOfPass = prepared((db) =>
  visitsOfPass(
    db,
    eq(appointments.id, passes.appointmentId),
    and(eq(passes.code, sql.placeholder('code')), eq(passes.kind, 'appointment')),
  ).prepare(),
);

function ofGuest(now: Date, timeZone: string): SQL | undefined {
  const { start, end } = dayBounds(dayOf(now, timeZone), timeZone);
  return and(
    eq(appointments.guestId, passes.guestId),
    gte(appointments.scheduledAt, start),
    lt(appointments.scheduledAt, end),
  );
}

function visitsOfPass(db: Db | Tx, its: SQL | undefined, isScanned: SQL | undefined) {
  return db
    .select({ pass: passColumns, appointment: columns })
    .from(passes)
    .innerJoin(appointments, its)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .leftJoin(checkIns, eq(checkIns.admission, appointments.id))
    .where(isScanned)
    .orderBy(asc(appointments.scheduledAt), asc(appointments.id))
    .limit(VISITS_A_DAY);
}
