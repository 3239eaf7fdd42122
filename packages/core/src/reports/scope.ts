import { and, gte, lt, sql, type SQL } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import type { Period } from './period.ts';
import type { VisitCounts } from './schemas.ts';

const { appointments } = schema;

/** What a report adds up, and by which rules. */
export interface ReportScope {
  db: Db;
  period: Period;
  timeZone: string;
  graceMinutes: number;
  /** First instant of the school's today: whoever was expected before it and did not come is a no-show. */
  todayStart: Date;
}

/** A visit belongs to the day it was agreed for. */
export const inPeriod = ({ period }: ReportScope): SQL | undefined =>
  and(gte(appointments.scheduledAt, period.start), lt(appointments.scheduledAt, period.end));

/** Counted, not summed: sums are decimals to the server, and take twice as long. */
const numberOf = (condition: SQL): SQL<number> => sql<number>`count(case when ${condition} then 1 end)`.mapWith(Number);
const sumOf = (value: SQL): SQL<number> => sql<number>`coalesce(sum(${value}), 0)`.mapWith(Number);

/** The columns of `VisitCounts`, for any grouping. */
export function countColumns({ graceMinutes, todayStart }: ReportScope) {
  const { status, arrivedAt, metAt, scheduledAt, companions } = appointments;
  const came = sql`${arrivedAt} is not null`;
  return {
    booked: numberOf(sql`${status} <> 'cancelled'`),
    visits: numberOf(came),
    people: sumOf(sql`case when ${came} then 1 + ${companions} end`),
    punctual: numberOf(sql`${arrivedAt} <= date_add(${scheduledAt}, interval ${graceMinutes} minute)`),
    noShows: numberOf(
      sql`${status} = 'no_show' or (${status} = 'scheduled' and ${scheduledAt} < ${sql.param(todayStart, scheduledAt)})`,
    ),
    cancelled: numberOf(sql`${status} = 'cancelled'`),
    met: numberOf(sql`${metAt} is not null and ${came}`),
    waitSeconds: sumOf(sql`timestampdiff(second, ${arrivedAt}, ${metAt})`),
  };
}

export const noVisits = (): VisitCounts => ({
  booked: 0,
  visits: 0,
  people: 0,
  punctual: 0,
  noShows: 0,
  cancelled: 0,
  met: 0,
  waitSeconds: 0,
});

/** Adds `more` to `sum`. */
export function add(sum: VisitCounts, more: VisitCounts): void {
  for (const name of Object.keys(sum) as (keyof VisitCounts)[]) sum[name] += more[name];
}

export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
