import { Temporal } from 'temporal-polyfill';

/**
 * The instant at which a clock on the school's wall shows this.
 * @param date `2026-12-31`
 * @param time `09:15`
 * @returns null when it is no date or time, or one that the clock skips as summer time begins; of an hour shown twice the first
 */
export function instantOf(date: string, time: string, timeZone: string): Date | null {
  try {
    const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
    const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
    return zoned.toPlainDateTime().equals(wall) ? new Date(zoned.epochMilliseconds) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** First and last day on which a visit may be booked, as date inputs want them, in the school's zone. */
export function bookableDays(now: Date, monthsAhead: number, timeZone: string): { first: string; last: string } {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  return { first: today.toString(), last: today.add({ months: monthsAhead }).toString() };
}
