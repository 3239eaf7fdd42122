import { sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { localTime } from './local-time.ts';
import { daysOf, firstDayOf } from './period.ts';
import { add, countColumns, inPeriod, noVisits, type ReportScope } from './scope.ts';
import type { VisitCounts, VisitReport } from './schemas.ts';

const { appointments } = schema;

/** More bars than this are too thin to read. */
const MOST_DAYS = 62;
const MOST_WEEKS_IN_DAYS = 366;

/** The visits of each step of the period, empty ones included. */
export async function visitsByStep(scope: ReportScope): Promise<Pick<VisitReport, 'stepUnit' | 'steps'>> {
  const local = localTime(appointments.scheduledAt, scope.period, scope.timeZone);
  const nth = sql<number>`datediff(${local}, ${scope.period.from})`.mapWith(Number);
  const rows = await scope.db
    .select({ nth: nth.as('nth'), ...countColumns(scope) })
    .from(appointments)
    .where(inPeriod(scope))
    .groupBy(sql`nth`);
  const days = daysOf(scope.period);
  const stepUnit = days.length <= MOST_DAYS ? 'day' : days.length <= MOST_WEEKS_IN_DAYS ? 'week' : 'month';
  const stepOf = days.map((day) => firstDayOf(stepUnit, day));
  const steps = new Map<string, VisitCounts>(stepOf.map((step) => [step, noVisits()]));
  for (const { nth: at, ...counts } of rows) {
    const step = steps.get(stepOf[at] ?? '');
    if (step) add(step, counts);
  }
  return { stepUnit, steps: [...steps].map(([first, counts]) => ({ day: first, ...counts })) };
}
