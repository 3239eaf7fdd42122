import { dayKey } from '#lib/when.ts';

export interface Day<T> {
  /** `2026-12-31`, in the school's zone. */
  key: string;
  /** Days from today: 0 today, 1 tomorrow. */
  ahead: number;
  rows: T[];
}

const DAY_MS = 86_400_000;

/** Rows by their calendar day in the school's zone, in the order given. */
export function groupByDay<T extends { scheduledAt: Date }>(rows: T[], timeZone: string, now: Date): Day<T>[] {
  const today = Date.parse(dayKey(now, timeZone));
  const days = new Map<string, Day<T>>();
  for (const row of rows) {
    const key = dayKey(row.scheduledAt, timeZone);
    const day = days.get(key) ?? { key, ahead: Math.round((Date.parse(key) - today) / DAY_MS), rows: [] };
    day.rows.push(row);
    days.set(key, day);
  }
  return [...days.values()];
}
