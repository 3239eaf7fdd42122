import { Temporal } from 'temporal-polyfill';

export const VIEWS = ['month', 'week', 'day'] as const;
export type View = (typeof VIEWS)[number];

export interface Span {
  /** Every day shown, `2026-12-31`; for a month whole weeks from Monday on. */
  days: string[];
  /** A day of the span before and of the one after. */
  previous: string;
  next: string;
}

/** The days a view shows around a day, and where its arrows lead. */
export function spanOf(view: View, day: string): Span {
  const at = Temporal.PlainDate.from(day);
  const monday = at.subtract({ days: at.dayOfWeek - 1 });
  if (view === 'day') return { days: [day], ...around(at, { days: 1 }) };
  if (view === 'week') return { days: from(monday, 7), ...around(at, { days: 7 }) };
  const first = at.with({ day: 1 });
  const start = first.subtract({ days: first.dayOfWeek - 1 });
  const last = at.with({ day: at.daysInMonth });
  const length = start.until(last).days + 1 + (7 - last.dayOfWeek);
  return { days: from(start, length), ...around(first, { months: 1 }) };
}

const from = (start: Temporal.PlainDate, length: number) =>
  Array.from({ length }, (_, n) => start.add({ days: n }).toString());

const around = (at: Temporal.PlainDate, step: { days?: number; months?: number }) => ({
  previous: at.subtract(step).toString(),
  next: at.add(step).toString(),
});
