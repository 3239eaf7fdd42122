import { and, eq, gt, or, type SQL } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import { requireUser, type Actor } from '../actor.ts';
import { DomainError } from '../errors.ts';

const { appointments, guests, users } = schema;

/** Columns of an appointment with the names people know it by. */
const appointmentColumns = {
  id: appointments.id,
  hostId: appointments.hostId,
  hostName: users.name,
  guestId: appointments.guestId,
  guestName: guests.name,
  guestPhone: guests.phone,
  purpose: appointments.purpose,
  companions: appointments.companions,
  scheduledAt: appointments.scheduledAt,
  status: appointments.status,
  arrivedAt: appointments.arrivedAt,
  metAt: appointments.metAt,
  completedAt: appointments.completedAt,
  hostAnswer: appointments.hostAnswer,
  hostAnsweredAt: appointments.hostAnsweredAt,
  escalatedAt: appointments.escalatedAt,
  cancelRequestedAt: appointments.cancelRequestedAt,
};

/** A select of `appointmentColumns` to which a `where` is added. */
export const selectAppointments = (db: Db | Tx) =>
  db
    .select(appointmentColumns)
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId));

export type AppointmentRow = Awaited<ReturnType<typeof selectAppointments>>[number];

/** Keyset pagination: what follows an appointment where they are ordered by time, then id. */
export const comesAfter = ({ scheduledAt, id }: Pick<AppointmentRow, 'scheduledAt' | 'id'>): SQL | undefined =>
  or(
    gt(appointments.scheduledAt, scheduledAt),
    and(eq(appointments.scheduledAt, scheduledAt), gt(appointments.id, id)),
  );

/** Throws NOT_FOUND `appointment_unknown`. */
export async function loadAppointment(db: Db | Tx, id: number): Promise<AppointmentRow> {
  const [row] = await selectAppointments(db).where(eq(appointments.id, id));
  if (!row) throw new DomainError('NOT_FOUND', 'appointment_unknown');
  return row;
}

/** Hosts conduct their own appointments; admins any. Throws FORBIDDEN `not_your_appointment`. */
export function requireOwn(actor: Actor, appointment: { hostId: number }): void {
  const user = requireUser(actor);
  if (user.role !== 'admin' && user.id !== appointment.hostId) {
    throw new DomainError('FORBIDDEN', 'not_your_appointment');
  }
}
