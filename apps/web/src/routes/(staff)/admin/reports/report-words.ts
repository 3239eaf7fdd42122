import { getLocale } from '#lib/paraglide/runtime.js';
import { dateLanguage } from '#lib/when.ts';

const format = (options: Intl.NumberFormatOptions) => (value: number | null) =>
  value === null ? '–' : new Intl.NumberFormat(getLocale(), options).format(value);

export const percent = format({ style: 'percent', maximumFractionDigits: 0 });
export const whole = format({});
export const stars = format({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const minutes = format({ style: 'unit', unit: 'minute', unitDisplay: 'short', maximumFractionDigits: 1 });

/** Seconds as "6,4 menit". */
export const waitTime = (seconds: number | null): string => minutes(seconds === null ? null : seconds / 60);

const midnight = (day: string) => new Date(`${day}T00:00:00Z`);

/** "16–22 November 2026". */
export function span({ from, to }: { from: string; to: string }): string {
  const words = new Intl.DateTimeFormat(dateLanguage(), { dateStyle: 'long', timeZone: 'UTC' });
  return from === to ? words.format(midnight(from)) : words.formatRange(midnight(from), midnight(to));
}

/** "Sen, 16 Nov", or "Nov 2026": the name of a bar. */
export function stepName(day: string, unit: 'day' | 'week' | 'month'): string {
  const options: Intl.DateTimeFormatOptions =
    unit === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(dateLanguage(), { ...options, timeZone: 'UTC' }).format(midnight(day));
}

/** Minutes: "10–15", "> 60". */
export function waitStep(from: number, next: number | undefined): string {
  return next === undefined ? `> ${from}` : `${from}–${next}`;
}
