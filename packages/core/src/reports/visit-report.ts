import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';
import { arrivals } from './arrivals.ts';
import { busiestHosts } from './busiest-hosts.ts';
import { resolvePeriod } from './period.ts';
import { reviewsGiven } from './reviews-given.ts';
import { reportPeriodSchema, type ReportPeriodInput, type VisitReport } from './schemas.ts';
import { add, noVisits, share, type ReportScope } from './scope.ts';
import { visitsByStep } from './visits-by-day.ts';

/** Everything about the visits of a period. Throws INVALID as `resolvePeriod` does. */
export async function visitReport(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: ReportPeriodInput,
): Promise<VisitReport> {
  authorise(ctx.actor, 'report.read');
  const { organisationName, timeZone, graceMinutes } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const period = resolvePeriod(reportPeriodSchema.parse(input), now, timeZone);
  const todayStart = dayBounds(dayOf(now, timeZone), timeZone).start;
  const scope: ReportScope = { db: ctx.db, period, timeZone, graceMinutes, todayStart };
  const given = reviewsGiven(scope);
  const [{ stepUnit, steps }, { arrivalsByHour, waiting }, hosts, reviews] = await Promise.all([
    visitsByStep(scope),
    arrivals(scope),
    busiestHosts(scope, given),
    given,
  ]);
  const total = noVisits();
  for (const { day: _, ...counts } of steps) add(total, counts);
  return {
    period: period.kind,
    from: period.from,
    to: period.to,
    previous: period.previous,
    next: period.next,
    organisationName,
    timeZone,
    graceMinutes,
    total,
    punctuality: share(total.punctual, total.visits),
    averageWait: share(total.waitSeconds, total.met),
    stepUnit,
    steps,
    arrivalsByHour,
    waiting,
    hosts,
    reviews: reviews.all,
  };
}
