import { and, isNotNull, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { inPeriod, type ReportScope } from './scope.ts';

const { appointments } = schema;

/** Where each bar of the distribution begins, in minutes; the last one has no end. */
const WAIT_STEPS = [0, 5, 10, 15, 20, 30, 45, 60] as const;

/** How many guests waited how long for their host. */
export async function waitingTimes(scope: ReportScope): Promise<{ from: number; count: number }[]> {
  const waited = sql`timestampdiff(second, ${appointments.arrivedAt}, ${appointments.metAt})`;
  const cases = WAIT_STEPS.toReversed().map((minutes) => sql`when ${waited} >= ${minutes * 60} then ${minutes}`);
  const step = sql<number>`case ${sql.join(cases, sql` `)} else 0 end`.mapWith(Number);
  const rows = await scope.db
    .select({ step: step.as('step'), visits: sql<number>`count(*)`.mapWith(Number) })
    .from(appointments)
    .where(and(inPeriod(scope), isNotNull(appointments.arrivedAt), isNotNull(appointments.metAt)))
    .groupBy(sql`step`);
  return WAIT_STEPS.map((from) => ({ from, count: rows.find((row) => row.step === from)?.visits ?? 0 }));
}
