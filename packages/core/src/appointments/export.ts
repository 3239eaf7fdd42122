import { and, asc, type SQL } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { formatCsv } from '../csv.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { wallClock } from '../time.ts';
import { conditions } from './find.ts';
import { comesAfter, selectAppointments, type AppointmentRow } from './load.ts';
import { isLate } from './rules.ts';
import { findAppointmentsSchema, type FindAppointments } from './schemas.ts';

const { appointments } = schema;
const BATCH = 1000;
/** So many rows fit into one file. */
export const MOST_EXPORTED = 20_000;

/** The columns an import reads come first, under the names it knows. */
const HEADER = [
  'date',
  'time',
  'name',
  'phone',
  'purpose',
  'companions',
  'host name',
  'status',
  'late',
  'arrived',
  'met',
  'completed',
];

/**
 * A list's rows as CSV, whole whatever its page: times by the school's clock, earliest first. Throws INVALID `too_many_rows` (with
 * `most`) when there are more than 20,000.
 */
export async function exportAppointments(ctx: Pick<Ctx, 'db' | 'actor'>, input: FindAppointments): Promise<string> {
  authorise(ctx.actor, 'appointment.read');
  const filter = findAppointmentsSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const where = conditions(ctx.db, ctx.actor, filter, settings);
  if ((await ctx.db.$count(appointments, where)) > MOST_EXPORTED) {
    throw new DomainError('INVALID', 'too_many_rows', { most: MOST_EXPORTED });
  }
  let csv = formatCsv(HEADER);
  for await (const rows of inBatches(ctx.db, where)) for (const row of rows) csv += formatCsv(cellsOf(row, settings));
  return csv;
}

/** A thousand at a time, each batch after the last row of the one before: what is booked or deleted meanwhile moves no other row. */
export async function* inBatches(db: Db, where: SQL | undefined): AsyncGenerator<AppointmentRow[]> {
  for (let last: AppointmentRow | undefined; ;) {
    const rows = await selectAppointments(db)
      .where(and(where, last && comesAfter(last)))
      .orderBy(asc(appointments.scheduledAt), asc(appointments.id))
      .limit(BATCH);
    yield rows;
    last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
  }
}

function cellsOf(row: AppointmentRow, { timeZone, graceMinutes }: { timeZone: string; graceMinutes: number }) {
  const time = (instant: Date | null) => (instant ? wallClock(instant, timeZone).time : '');
  const { date } = wallClock(row.scheduledAt, timeZone);
  return [
    date,
    time(row.scheduledAt),
    row.guestName,
    row.guestPhone ?? '',
    row.purpose,
    row.companions,
    row.hostName,
    row.status,
    isLate(row, graceMinutes) ? 'yes' : '',
    time(row.arrivedAt),
    time(row.metAt),
    time(row.completedAt),
  ];
}
