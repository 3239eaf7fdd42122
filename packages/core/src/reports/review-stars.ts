import { and, gte, isNotNull, lt, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { ReportScope } from './scope.ts';
import type { VisitReport } from './schemas.ts';

const { reviews } = schema;
const MOST_STARS = 5;

/** The reviews given in the period: how many of 1 to 5 stars, and the average over all hosts. */
export async function reviewStars({ db, period }: ReportScope): Promise<VisitReport['reviews']> {
  const rows = await db
    .select({ rating: reviews.rating, count: sql<number>`count(*)`.mapWith(Number) })
    .from(reviews)
    .where(and(gte(reviews.submittedAt, period.start), lt(reviews.submittedAt, period.end), isNotNull(reviews.rating)))
    .groupBy(reviews.rating);
  const stars = Array.from({ length: MOST_STARS }, () => 0);
  for (const { rating, count } of rows) if (rating) stars[rating - 1] = count;
  const count = stars.reduce((sum, n) => sum + n, 0);
  const sum = stars.reduce((total, n, i) => total + n * (i + 1), 0);
  return { count, rating: count > 0 ? sum / count : null, stars };
}
