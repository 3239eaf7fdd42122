import { and, isNotNull, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { localTime } from './local-time.ts';
import { inPeriod, type ReportScope } from './scope.ts';
import type { VisitReport } from './schemas.ts';

const { appointments } = schema;
const HOURS = 24;

/** Where each bar of the distribution begins, in minutes; the last one has no end. */
const WAIT_STEPS = [0, 5, 10, 15, 20, 30, 45, 60] as const;

const stepOf = (minutes: number) => WAIT_STEPS.findLast((from) => minutes >= from) ?? 0;

/** How many guests arrived in each hour of the day, on the school's clock, and how many waited how long for their host. */
export async function arrivals(scope: ReportScope): Promise<Pick<VisitReport, 'arrivalsByHour' | 'waiting'>> {
  const { arrivedAt, metAt } = appointments;
  const hour = sql<number>`hour(${localTime(arrivedAt, scope.period, scope.timeZone)})`.mapWith(Number);
  // Whole minutes, few enough to be grouped by; null for who has not been met.
  const waited = sql<number | null>`least(timestampdiff(minute, ${arrivedAt}, ${metAt}), ${Math.max(...WAIT_STEPS)})`;
  const rows = await scope.db
    .select({ hour: hour.as('hour'), waited: waited.as('waited'), visits: sql<number>`count(*)`.mapWith(Number) })
    .from(appointments)
    .where(and(inPeriod(scope), isNotNull(arrivedAt)))
    .groupBy(sql`hour`, sql`waited`);
  const sum = (found: typeof rows) => found.reduce((total, { visits }) => total + visits, 0);
  return {
    arrivalsByHour: Array.from({ length: HOURS }, (_, at) => sum(rows.filter((row) => row.hour === at))),
    waiting: WAIT_STEPS.map((from) => ({
      from,
      count: sum(rows.filter(({ waited }) => waited !== null && stepOf(waited) === from)),
    })),
  };
}
