import { and, gte, isNotNull, lt, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { ReportScope } from './scope.ts';

const { reviews } = schema;
const MOST_STARS = 5;

/** Ratings added up: how many there are of 1 to 5 stars, and their average. */
interface Ratings {
  count: number;
  rating: number | null;
  stars: number[];
}

/** Of all hosts together, and of each. */
export interface Reviews {
  all: Ratings;
  of(this: void, hostId: number): Ratings;
}

/** The reviews given in the period. */
export async function reviewsGiven({ db, period }: ReportScope): Promise<Reviews> {
  const rows = await db
    .select({ hostId: reviews.hostId, rating: reviews.rating, count: sql<number>`count(*)`.mapWith(Number) })
    .from(reviews)
    .where(and(gte(reviews.submittedAt, period.start), lt(reviews.submittedAt, period.end), isNotNull(reviews.rating)))
    .groupBy(reviews.hostId, reviews.rating);
  return { all: addUp(rows), of: (hostId) => addUp(rows.filter((row) => row.hostId === hostId)) };
}

function addUp(rows: { rating: number | null; count: number }[]): Ratings {
  const stars = Array.from({ length: MOST_STARS }, () => 0);
  for (const { rating, count } of rows) if (rating) stars[rating - 1] = (stars[rating - 1] ?? 0) + count;
  const count = stars.reduce((sum, n) => sum + n, 0);
  const sum = stars.reduce((total, n, i) => total + n * (i + 1), 0);
  return { count, rating: count > 0 ? sum / count : null, stars };
}
