import { dateLanguage } from '#lib/when.ts';

/** A calendar day has no zone: noon in UTC stands for it. */
const noon = (day: string) => new Date(`${day}T12:00:00Z`);
const format = (options: Intl.DateTimeFormatOptions) => (day: string) =>
  new Intl.DateTimeFormat(dateLanguage(), { ...options, timeZone: 'UTC' }).format(noon(day));

/** "Senin, 23 November 2026" */
export const dayWords = format({ dateStyle: 'full' });
/** "November 2026" */
export const monthWords = format({ month: 'long', year: 'numeric' });
/** "Sen" and "Senin" */
export const weekdayShort = format({ weekday: 'short' });
export const weekdayLong = format({ weekday: 'long' });

const DAY_MS = 86_400_000;

/** "23–29 November 2026": the week, from Monday on, in which a day lies. */
export function weekWords(day: string): string {
  const at = noon(day);
  const monday = new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS);
  const words = new Intl.DateTimeFormat(dateLanguage(), { dateStyle: 'long', timeZone: 'UTC' });
  return words.formatRange(monday, new Date(monday.getTime() + 6 * DAY_MS));
}
