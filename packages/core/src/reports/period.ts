import { Temporal } from 'temporal-polyfill';
import { DomainError } from '../errors.ts';
import { dayBounds, dayOf } from '../time.ts';
import type { PeriodKind } from './schemas.ts';

export interface Period {
  kind: PeriodKind;
  /** First and last day, `2026-12-31`. */
  from: string;
  to: string;
  /** The same as instants; `end` is the first one after it. */
  start: Date;
  end: Date;
  previous: string;
  next: string;
}

/** Five years: what a chart still shows and a database still adds up while somebody waits. */
const LONGEST_DAYS = 5 * 366;

const LENGTH = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } } as const;

/**
 * The days a report is about. Throws INVALID `time_invalid` for a range without its ends, `range_reversed`, and `range_too_long`
 * past five years.
 */
export function resolvePeriod(
  wish: { period: PeriodKind; day?: string | undefined; from?: string | undefined; to?: string | undefined },
  now: Date,
  timeZone: string,
): Period {
  if (wish.period === 'range') return rangeOf(wish.from, wish.to, timeZone);
  const day = Temporal.PlainDate.from(wish.day ?? dayOf(now, timeZone));
  const first = firstOf(wish.period, day);
  const after = first.add(LENGTH[wish.period]);
  return {
    ...between(wish.period, first, after.subtract({ days: 1 }), timeZone),
    previous: first.subtract(LENGTH[wish.period]).toString(),
    next: after.toString(),
  };
}

/** First day of the week (Monday) or month that a day lies in. */
function firstOf(kind: 'day' | 'week' | 'month', day: Temporal.PlainDate): Temporal.PlainDate {
  if (kind === 'week') return day.subtract({ days: day.dayOfWeek - 1 });
  return kind === 'month' ? day.with({ day: 1 }) : day;
}

export const firstDayOf = (kind: 'day' | 'week' | 'month', day: string): string =>
  firstOf(kind, Temporal.PlainDate.from(day)).toString();

function rangeOf(from: string | undefined, to: string | undefined, timeZone: string): Period {
  if (!from || !to) throw new DomainError('INVALID', 'time_invalid');
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const { days } = first.until(last, { largestUnit: 'day' });
  if (days < 0) throw new DomainError('INVALID', 'range_reversed');
  if (days >= LONGEST_DAYS) throw new DomainError('INVALID', 'range_too_long');
  const length = { days: days + 1 };
  return {
    ...between('range', first, last, timeZone),
    previous: first.subtract(length).toString(),
    next: first.add(length).toString(),
  };
}

function between(kind: PeriodKind, first: Temporal.PlainDate, last: Temporal.PlainDate, timeZone: string) {
  const [from, to] = [first.toString(), last.toString()];
  return { kind, from, to, start: dayBounds(from, timeZone).start, end: dayBounds(to, timeZone).end };
}

/** Every day of a period. */
export function daysOf({ from, to }: Pick<Period, 'from' | 'to'>): string[] {
  const last = Temporal.PlainDate.from(to);
  const days: string[] = [];
  for (let day = Temporal.PlainDate.from(from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    days.push(day.toString());
  return days;
}
