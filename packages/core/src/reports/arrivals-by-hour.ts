import { and, isNotNull, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { localTime } from './local-time.ts';
import { inPeriod, type ReportScope } from './scope.ts';

const { appointments } = schema;
const HOURS = 24;

/** How many guests arrived in each hour of the day, on the school's clock. */
export async function arrivalsByHour(scope: ReportScope): Promise<number[]> {
  const hour = sql<number>`hour(${localTime(appointments.arrivedAt, scope.period, scope.timeZone)})`.mapWith(Number);
  const rows = await scope.db
    .select({ hour: hour.as('hour'), arrivals: sql<number>`count(*)`.mapWith(Number) })
    .from(appointments)
    .where(and(inPeriod(scope), isNotNull(appointments.arrivedAt)))
    .groupBy(sql`hour`);
  const hours = Array.from({ length: HOURS }, () => 0);
  for (const row of rows) hours[row.hour] = row.arrivals;
  return hours;
}
