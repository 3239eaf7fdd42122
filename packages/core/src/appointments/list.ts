import { and, asc, eq, gte, lt, type SQL } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { comesAfter, loadAppointment, requireOwn, selectAppointments, type AppointmentRow } from './load.ts';
import { isLate } from './rules.ts';
import { listAppointmentsSchema, type ListAppointments } from './schemas.ts';

const { appointments } = schema;

export type AppointmentView = AppointmentRow & { late: boolean };

export interface AppointmentPage {
  items: AppointmentView[];
  /** Give it back as `cursor` for the next page; null on the last one. */
  nextCursor: string | null;
}

/** Appointments by time: of a day, or from today on. Hosts see their own; admins and the reception everybody's. */
export async function listAppointments(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: ListAppointments,
): Promise<AppointmentPage> {
  authorise(ctx.actor, 'appointment.read');
  const user = requireUser(ctx.actor);
  const filter = listAppointmentsSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const today = dayOf(ctx.clock.now(), settings.timeZone);
  const day = filter.day && filter.day !== 'today' ? filter.day : today;
  const bounds = dayBounds(day, settings.timeZone);
  const hostId = user.role === 'host' ? user.id : filter.hostId;
  const rows = await selectAppointments(ctx.db)
    .where(
      and(
        gte(appointments.scheduledAt, bounds.start),
        filter.day ? lt(appointments.scheduledAt, bounds.end) : undefined,
        hostId ? eq(appointments.hostId, hostId) : undefined,
        filter.status ? eq(appointments.status, filter.status) : undefined,
        filter.cursor ? after(filter.cursor) : undefined,
      ),
    )
    .orderBy(asc(appointments.scheduledAt), asc(appointments.id))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => ({ ...row, late: isLate(row, settings.graceMinutes) })),
    nextCursor: rows.length > filter.limit && last ? `${String(last.scheduledAt.getTime())}_${String(last.id)}` : null,
  };
}

/** One appointment; hosts only their own. */
export async function getAppointment(ctx: Pick<Ctx, 'db' | 'actor'>, id: number): Promise<AppointmentView> {
  authorise(ctx.actor, 'appointment.read');
  const row = await loadAppointment(ctx.db, id);
  if (requireUser(ctx.actor).role === 'host') requireOwn(ctx.actor, row);
  const { graceMinutes } = await readSettings(ctx.db);
  return { ...row, late: isLate(row, graceMinutes) };
}

/** Rows after `<ms>_<id>` in the order of the list. */
function after(cursor: string): SQL | undefined {
  const match = /^(\d{1,15})_(\d{1,15})$/.exec(cursor);
  if (!match) throw new DomainError('INVALID', 'cursor_invalid');
  return comesAfter({ scheduledAt: new Date(Number(match[1])), id: Number(match[2]) });
}
