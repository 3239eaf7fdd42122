import { getLocale } from './paraglide/runtime.js';

/** 5 January 1970 was a Monday. */
const MONDAY = Date.UTC(1970, 0, 5);
const DAY_MS = 86_400_000;

/** The days of the week, Monday first (ISO 8601: 1 to 7), in the reader's language. */
export function weekdayNames(): { day: number; name: string }[] {
  const format = new Intl.DateTimeFormat(getLocale(), { weekday: 'long', timeZone: 'UTC' });
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, name: format.format(MONDAY + (day - 1) * DAY_MS) }));
}
