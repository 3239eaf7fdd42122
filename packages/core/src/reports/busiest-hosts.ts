import { asc, desc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Reviews } from './reviews-given.ts';
import { countColumns, inPeriod, share, type ReportScope } from './scope.ts';
import type { VisitReport } from './schemas.ts';

const { appointments, users } = schema;

/** Fewer would let a host work out who gave which stars. */
const FEWEST_REVIEWS = 5;
const MOST_HOSTS = 200;

/** Hosts who had somebody booked, most visits first, with the reviews given in the period. */
export async function busiestHosts(scope: ReportScope, reviews: Promise<Reviews>): Promise<VisitReport['hosts']> {
  const [rows, given] = await Promise.all([visitsByHost(scope), reviews]);
  return rows.map(({ hostId, hostName, booked, visits, noShows, punctual, met, waitSeconds }) => {
    const { count, rating } = given.of(hostId);
    return {
      hostId,
      hostName,
      booked,
      visits,
      noShows,
      punctuality: share(punctual, visits),
      averageWait: share(waitSeconds, met),
      reviews: count,
      rating: count >= FEWEST_REVIEWS ? rating : null,
    };
  });
}

function visitsByHost(scope: ReportScope) {
  const counts = scope.db
    .select({ hostId: appointments.hostId, ...aliased(countColumns(scope)) })
    .from(appointments)
    .where(inPeriod(scope))
    .groupBy(appointments.hostId)
    .as('counts');
  const { hostId, booked, visits, noShows, punctual, met, waitSeconds } = counts;
  return scope.db
    .select({ hostName: users.name, hostId, booked, visits, noShows, punctual, met, waitSeconds })
    .from(counts)
    .innerJoin(users, eq(users.id, counts.hostId))
    .orderBy(desc(counts.visits), desc(counts.booked), asc(users.name))
    .limit(MOST_HOSTS);
}

/** Each column under its own name, as a subquery needs it. */
function aliased(columns: ReturnType<typeof countColumns>) {
  return {
    booked: columns.booked.as('booked'),
    visits: columns.visits.as('visits'),
    noShows: columns.noShows.as('no_shows'),
    punctual: columns.punctual.as('punctual'),
    met: columns.met.as('met'),
    waitSeconds: columns.waitSeconds.as('wait_seconds'),
  };
}
