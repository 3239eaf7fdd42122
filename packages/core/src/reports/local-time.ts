import { sql, type Column, type SQL } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';

const NANOSECONDS_PER_MINUTE = 60_000_000_000;

/**
 * A column's instants on the school's clock, for grouping by day or hour in SQL. The server's own conversion would need its table of
 * time zones, which MySQL comes without.
 * @param range instants outside it get the offset of its start or end
 */
export function localTime(column: Column, range: { start: Date; end: Date }, timeZone: string): SQL {
  const [first, ...later] = offsetsIn(range, timeZone);
  const shift = (minutes: number) => sql`date_add(${column}, interval ${minutes} minute)`;
  if (!first || later.length === 0) return shift(first?.minutes ?? 0);
  const cases = later.toReversed().map(({ from, minutes }) => {
    return sql`when ${column} >= ${sql.param(from, column)} then ${shift(minutes)}`;
  });
  return sql`case ${sql.join(cases, sql` `)} else ${shift(first.minutes)} end`;
}

/** Offsets from UTC in force in a range, each with the instant from which it holds: usually one. */
function offsetsIn({ start, end }: { start: Date; end: Date }, timeZone: string): { from: Date; minutes: number }[] {
  const offsets: { from: Date; minutes: number }[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(start.getTime()).toZonedDateTimeISO(
    timeZone,
  );
  while (at && at.epochMilliseconds < end.getTime()) {
    offsets.push({ from: new Date(at.epochMilliseconds), minutes: at.offsetNanoseconds / NANOSECONDS_PER_MINUTE });
    at = at.getTimeZoneTransition('next');
  }
  return offsets;
}
