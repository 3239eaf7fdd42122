import { Temporal } from 'temporal-polyfill';

/** How often something is done, and from what time of the school's day on; the night's work is spread, so that it never runs at once. */
export const UPKEEP = {
  backup: { every: 'day', from: '01:30' },
  proof: { every: 'day', from: '03:00' },
  archive: { every: 'day', from: '03:30' },
  notifications: { every: 'day', from: '03:40' },
  'old-backups': { every: 'day', from: '03:50' },
  'report-daily': { every: 'day', from: '06:00' },
  'report-weekly': { every: 'week', from: '06:00' },
  'report-monthly': { every: 'month', from: '06:00' },
} as const satisfies Record<string, { every: 'day' | 'week' | 'month'; from: string }>;

export type UpkeepTask = keyof typeof UPKEEP;

/**
 * What should have begun by now, each with the first day of the period it is for. A machine that was off at night catches up in the
 * morning, within the same day, week or month.
 */
export function dueUpkeep(now: Date, timeZone: string): { task: UpkeepTask; period: string }[] {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const today = local.toPlainDate();
  const begins = { day: today, week: today.subtract({ days: today.dayOfWeek - 1 }), month: today.with({ day: 1 }) };
  return Object.entries(UPKEEP).flatMap(([task, { every, from }]) => {
    const start = begins[every].toPlainDateTime(from);
    const due = Temporal.PlainDateTime.compare(local.toPlainDateTime(), start) >= 0;
    return due ? [{ task: task as UpkeepTask, period: begins[every].toString() }] : [];
  });
}
