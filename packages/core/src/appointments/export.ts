import { asc } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { formatCsv } from '../csv.ts';
import { readSettings } from '../settings/index.ts';
import { wallClock } from '../time.ts';
import { conditions } from './find.ts';
import { selectAppointments, type AppointmentRow } from './load.ts';
import { isLate } from './rules.ts';
import { findAppointmentsSchema, type FindAppointments } from './schemas.ts';

const { appointments } = schema;
const BATCH = 1000;
const MOST = 20_000;

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

/** A list's rows as CSV, whole whatever its page: times by the school's clock, at most 20,000 rows, earliest first. */
export async function exportAppointments(ctx: Pick<Ctx, 'db' | 'actor'>, input: FindAppointments): Promise<string> {
  authorise(ctx.actor, 'appointment.read');
  const filter = findAppointmentsSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const where = conditions(ctx.db, ctx.actor, filter, settings);
  let csv = formatCsv(HEADER);
  for (let offset = 0; offset < MOST; offset += BATCH) {
    const rows = await selectAppointments(ctx.db)
      .where(where)
      .orderBy(asc(appointments.scheduledAt), asc(appointments.id))
      .limit(BATCH)
      .offset(offset);
    for (const row of rows) csv += formatCsv(cellsOf(row, settings));
    if (rows.length < BATCH) break;
  }
  return csv;
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
