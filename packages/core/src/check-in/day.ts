import { and, asc, count, eq, gte, inArray, like, lt, or, sql, type SQL } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { isLate } from '../appointments/index.ts';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { AppointmentStatus } from '../events.ts';
import { phonePrefixes } from '../guest-matching.ts';
import { pageRange, type Page } from '../page.ts';
import { beginning, containing } from '../search.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { columns, type DeskAppointment } from './find.ts';
import { dayListSchema, type DayList } from './schemas.ts';

const { appointments, guests, users, checkIns } = schema;

export type DeskVisit = DeskAppointment & { guestPhone: string | null; metAt: Date | null; late: boolean };
export type DayPage = Page<DeskVisit> & { counts: Record<AppointmentStatus, number> };

const SHOWN: Record<'open' | 'scheduled' | 'waiting' | 'done', AppointmentStatus[]> = {
  open: ['scheduled', 'waiting', 'in_progress'],
  scheduled: ['scheduled'],
  waiting: ['waiting'],
  done: ['completed', 'cancelled', 'no_show'],
};

/** Today's visits as the desk sees them, by time, searched and paged; `counts` are the whole day's, whatever is searched for. */
export async function listDay(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, input: DayList): Promise<DayPage> {
  authorise(ctx.actor, 'check-in.read');
  const filter = dayListSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const { start, end } = dayBounds(dayOf(ctx.clock.now(), settings.timeZone), settings.timeZone);
  const today = and(gte(appointments.scheduledAt, start), lt(appointments.scheduledAt, end));
  const shown = filter.show === 'all' ? undefined : inArray(appointments.status, SHOWN[filter.show]);
  const where = and(today, shown, filter.q ? matches(filter.q, settings.phoneRegion) : undefined);
  const { limit, offset } = pageRange(filter);
  const rows = ctx.db
    .select({ ...columns, guestPhone: guests.phone, metAt: appointments.metAt })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .leftJoin(checkIns, eq(checkIns.admission, appointments.id))
    .where(where)
    .orderBy(asc(appointments.scheduledAt), asc(appointments.id))
    .limit(limit)
    .offset(offset);
  const counted = ctx.db
    .select({ n: count() })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .where(where);
  const [items, [found], counts] = await Promise.all([rows, counted, countByStatus(ctx, today)]);
  return {
    items: items.map((row) => ({ ...row, late: isLate(row, settings.graceMinutes) })),
    total: found?.n ?? 0,
    page: filter.page,
    pageSize: filter.pageSize,
    counts,
  };
}

/** Every word typed must be somewhere in the names, the purpose or the number; or the number begins so, as people say it. */
function matches(q: string, region: string): SQL | undefined {
  const words = q.split(/\s+/).map(containing);
  const everyWord = words.map((word) =>
    or(like(guests.name, word), like(users.name, word), like(appointments.purpose, word), like(guests.phone, word)),
  );
  return or(and(...everyWord), ...phonePrefixes(q, region).map((prefix) => like(guests.phone, beginning(prefix))));
}

export async function countByStatus(
  ctx: Pick<Ctx, 'db'>,
  where: SQL | undefined,
): Promise<Record<AppointmentStatus, number>> {
  const rows = await ctx.db
    .select({ status: appointments.status, n: sql<number>`count(*)`.mapWith(Number) })
    .from(appointments)
    .where(where)
    .groupBy(appointments.status);
  const of = (status: AppointmentStatus) => rows.find((row) => row.status === status)?.n ?? 0;
  return {
    scheduled: of('scheduled'),
    waiting: of('waiting'),
    in_progress: of('in_progress'),
    completed: of('completed'),
    cancelled: of('cancelled'),
    no_show: of('no_show'),
  };
}
