import { Temporal } from 'temporal-polyfill';

/** Calendar day of an instant in a zone, `2026-12-31`. */
export function dayOf(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toPlainDate().toString();
}

/** ISO 8601 day of the week of a calendar day: 1 is Monday, 7 Sunday. */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;

/** Calendar days from one to another, both included. */
export function daysBetween(first: string, last: string): string[] {
  const start = Temporal.PlainDate.from(first);
  const length = start.until(last, { largestUnit: 'days' }).days + 1;
  return Array.from({ length: Math.max(0, length) }, (_, days) => start.add({ days }).toString());
}

/** First instant of a day and of the day after it, in a zone (a day may have 23 or 25 hours). */
export function dayBounds(day: string, timeZone: string): { start: Date; end: Date } {
  const date = Temporal.PlainDate.from(day);
  return { start: startOf(date, timeZone), end: startOf(date.add({ days: 1 }), timeZone) };
}

/** The last instant at which an appointment may start, `months` calendar months from now (31 December + 2 → 28 February). */
export function monthsAhead(now: Date, months: number, timeZone: string): Date {
  return new Date(zoned(now, timeZone).add({ months }).epochMilliseconds);
}

/**
 * The instant at which a clock on the school's wall shows this date (`2026-12-31`) and time (`09:15`); null when it is none, or one
 * that the clock skips as summer time begins.
 */
export function wallInstant(date: string, time: string, timeZone: string): Date | null {
  try {
    const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
    const at = wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
    return at.toPlainDateTime().equals(wall) ? new Date(at.epochMilliseconds) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Wall clock of an instant in a zone: `2026-12-31` and `09:15`. */
export function wallClock(instant: Date, timeZone: string): { date: string; time: string } {
  const at = zoned(instant, timeZone);
  return { date: at.toPlainDate().toString(), time: at.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}

function startOf(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
}

/** Calendar year of an instant in a zone. */
export function yearOf(instant: Date, timeZone: string): number {
  return zoned(instant, timeZone).year;
}
