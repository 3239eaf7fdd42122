import { getLocale } from '#lib/paraglide/runtime.js';

/** The day before the month, whoever reads. */
export const dateLanguage = () => (getLocale() === 'en' ? 'en-GB' : getLocale());

const format = (options: Intl.DateTimeFormatOptions) => (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat(dateLanguage(), { ...options, timeZone }).format(instant);

/** "09.15", in the school's zone. */
export const clockTime = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** "Senin, 23 November 2026", in the school's zone. */
export const longDay = format({ dateStyle: 'full' });
/** "Sen, 23 Nov", in the school's zone. */
export const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });

/** "Jumat, 25 Desember 2026": a day of the calendar, `2026-12-25`. */
export const calendarDay = (day: string): string => longDay(new Date(`${day}T00:00:00Z`), 'UTC');
/** "23 Nov 2026", in the school's zone. */
export const mediumDay = format({ dateStyle: 'medium' });

const DAY_MS = 86_400_000;

/** "in 10 minutes", "3 hours ago", "tomorrow": the largest unit that fits; days are those of the calendar in the zone. */
export function relativeTime(instant: Date, now: Date, timeZone: string): string {
  const minutes = Math.round((instant.getTime() - now.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return words.format(Math.round(minutes / 60), 'hour');
  const midnight = (at: Date) => Date.parse(`${dayKey(at, timeZone)}T00:00:00Z`);
  return words.format((midnight(instant) - midnight(now)) / DAY_MS, 'day');
}

const units = (value: number, unit: 'minute' | 'hour') =>
  new Intl.NumberFormat(getLocale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);

/** "12 menit", "1 jam 5 menit", "sekarang": a length of time (ms) in whole minutes. */
export function lengthOfTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' }).format(0, 'second');
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return units(minutes, 'minute');
  return minutes % 60 === 0 ? units(hours, 'hour') : `${units(hours, 'hour')} ${units(minutes % 60, 'minute')}`;
}

/** "Hari ini", "Besok", "Dalam 3 hari": a day that lies `days` after today. */
export function relativeDay(days: number): string {
  const words = new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' }).format(days, 'day');
  return words.charAt(0).toLocaleUpperCase(getLocale()) + words.slice(1);
}

/** Short name of a zone in the reader's language, "WIB", at an instant. */
export function zoneName(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat(getLocale(), { timeZone, timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** True when the device's clock shows another time than the zone's at that instant. */
export function zoneDiffers(timeZone: string, at: Date): boolean {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return clockTime(at, here) !== clockTime(at, timeZone) || dayKey(at, here) !== dayKey(at, timeZone);
}

/** Calendar day of an instant in a zone, `2026-12-31`. */
export function dayKey(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(instant);
}
