import { and, asc, count, desc, eq, gte, inArray, isNull, lt, sql, type SQL } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import { authorise, requireUser, type Actor } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { AppointmentStatus } from '../events.ts';
import { guestsMatching } from '../guest-matching.ts';
import { pageIds, type Page } from '../page.ts';
import { readSettings, type Settings } from '../settings/index.ts';
import { dayBounds, dayOf, daysBetween } from '../time.ts';
import { selectAppointments } from './load.ts';
import { checkSpan, isLate } from './rules.ts';
import {
  countAppointmentsSchema,
  findAppointmentsSchema,
  type CountAppointments,
  type FindAppointments,
} from './schemas.ts';
import type { AppointmentView } from './list.ts';

const { appointments } = schema;

/** Appointments filtered and paged in the database. Hosts see their own; admins and the reception everybody's. */
export async function findAppointments(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: FindAppointments,
): Promise<Page<AppointmentView>> {
  authorise(ctx.actor, 'appointment.read');
  const filter = findAppointmentsSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const where = conditions(ctx.db, ctx.actor, filter, settings);
  const latest = filter.order === 'latest';
  const { ids, total } = await pageIds(
    filter,
    () => ctx.db.select({ n: count() }).from(appointments).where(where),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: appointments.id })
        .from(appointments)
        .where(where)
        .orderBy(...byTime(latest !== fromEnd))
        .limit(limit)
        .offset(offset),
  );
  const rows = await selectAppointments(ctx.db)
    .where(inArray(appointments.id, ids))
    .orderBy(...byTime(latest));
  const items = rows.map((row) => ({ ...row, late: isLate(row, settings.graceMinutes) }));
  return { items, total, page: filter.page, pageSize: filter.pageSize };
}

function byTime(latest: boolean): SQL[] {
  const direction = latest ? desc : asc;
  return [direction(appointments.scheduledAt), direction(appointments.id)];
}

export interface DayCounts {
  /** `2026-12-31`, in the school's zone. */
  day: string;
  counts: Record<AppointmentStatus, number>;
}

/**
 * How many visits of each status every day of a span has, counted in the database; days without any are there too.
 * Throws INVALID as `checkSpan` does.
 */
export async function countAppointments(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: CountAppointments,
): Promise<DayCounts[]> {
  authorise(ctx.actor, 'appointment.read');
  const wish = countAppointmentsSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const { from = dayOf(ctx.clock.now(), settings.timeZone), to = from, hostId } = wish;
  checkSpan(from, to);
  const days = daysBetween(from, to);
  const ends = days.map((day) => dayBounds(day, settings.timeZone).end);
  const ofDay = sql<number>`case ${sql.join(
    ends.map((end, n) => sql`when ${appointments.scheduledAt} < ${sql.param(end, appointments.scheduledAt)} then ${n}`),
    sql` `,
  )} end`.mapWith(Number);
  const where = conditions(ctx.db, ctx.actor, { from, to, hostId }, settings);
  const rows = await ctx.db
    .select({ n: ofDay.as('n'), status: appointments.status, visits: count() })
    .from(appointments)
    .where(where)
    .groupBy(sql`n`, appointments.status);
  return days.map((day, n) => {
    const counts = { scheduled: 0, waiting: 0, in_progress: 0, completed: 0, cancelled: 0, no_show: 0 };
    for (const row of rows) if (row.n === n) counts[row.status] = row.visits;
    return { day, counts };
  });
}

export interface Filter {
  from?: string | undefined;
  to?: string | undefined;
  hostId?: number | undefined;
  guestId?: number | undefined;
  status?: AppointmentStatus | undefined;
  q?: string | undefined;
}

/** What is archived is left out until a time or a guest is named: then it is history that is asked for. */
export function conditions(db: Db, actor: Actor, filter: Filter, { timeZone, phoneRegion }: Settings): SQL | undefined {
  const user = requireUser(actor);
  const hostId = user.role === 'host' ? user.id : filter.hostId;
  return and(
    filter.from || filter.to || filter.guestId ? undefined : isNull(appointments.archivedAt),
    filter.from ? gte(appointments.scheduledAt, dayBounds(filter.from, timeZone).start) : undefined,
    filter.to ? lt(appointments.scheduledAt, dayBounds(filter.to, timeZone).end) : undefined,
    hostId ? eq(appointments.hostId, hostId) : undefined,
    filter.guestId ? eq(appointments.guestId, filter.guestId) : undefined,
    filter.status ? eq(appointments.status, filter.status) : undefined,
    filter.q ? inArray(appointments.guestId, guestsMatching(db, filter.q, phoneRegion)) : undefined,
  );
}
