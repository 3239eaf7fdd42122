import { and, isNotNull, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { localTime } from './local-time.ts';
import { inPeriod, type ReportScope } from './scope.ts';
import type { VisitReport } from './schemas.ts';

const { appointments } = schema;
const HOURS = 24;

/** Where each bar of the distribution begins, in minutes; the last one has no end. */
const WAIT_STEPS = [0, 5, 10, 15, 20, 30, 45, 60] as const;

/** How many guests arrived in each hour of the day, on the school's clock, and how many waited how long for their host. */
export async function arrivals(scope: ReportScope): Promise<Pick<VisitReport, 'arrivalsByHour' | 'waiting'>> {
  const { arrivedAt, metAt } = appointments;
  const hour = sql<number>`hour(${localTime(arrivedAt, scope.period, scope.timeZone)})`.mapWith(Number);
  const waited = sql`timestampdiff(second, ${arrivedAt}, ${metAt})`;
  const cases = WAIT_STEPS.toReversed().map((minutes) => sql`when ${waited} >= ${minutes * 60} then ${minutes}`);
  // Null for who has not been met; 0 also for a clock that was set back between the two.
  const step = sql<number | null>`case when ${metAt} is null then null ${sql.join(cases, sql` `)} else 0 end`;
  const rows = await scope.db
    .select({ hour: hour.as('hour'), step: step.as('step'), visits: sql<number>`count(*)`.mapWith(Number) })
    .from(appointments)
    .where(and(inPeriod(scope), isNotNull(arrivedAt)))
    .groupBy(sql`hour`, sql`step`);
  const sum = (found: typeof rows) => found.reduce((total, { visits }) => total + visits, 0);
  return {
    arrivalsByHour: Array.from({ length: HOURS }, (_, at) => sum(rows.filter((row) => row.hour === at))),
    waiting: WAIT_STEPS.map((from) => ({ from, count: sum(rows.filter((row) => row.step === from)) })),
  };
}
