import { getLocale } from '#lib/paraglide/runtime.js';

const format = (options: Intl.DateTimeFormatOptions) => (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat(getLocale(), { ...options, timeZone }).format(instant);

/** "09.15", in the school's zone. */
export const clockTime = format({ hour: '2-digit', minute: '2-digit' });
/** "Senin, 23 November 2026", in the school's zone. */
export const longDay = format({ dateStyle: 'full' });
/** "Sen, 23 Nov", in the school's zone. */
export const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });

/** "in 10 minutes", "3 hours ago": the largest unit that fits. */
export function relativeTime(instant: Date, now: Date): string {
  const minutes = Math.round((instant.getTime() - now.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / (24 * 60)), 'day');
}
