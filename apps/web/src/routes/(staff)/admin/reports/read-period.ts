const PERIODS = ['day', 'week', 'month', 'range'] as const;

/** The period that an address asks for; empty fields of its form count as not given. */
export function readPeriod(query: URLSearchParams) {
  const text = (name: string) => query.get(name) || undefined;
  const period = PERIODS.find((each) => each === query.get('period')) ?? 'week';
  return { period, day: text('day'), from: text('from'), to: text('to') };
}
