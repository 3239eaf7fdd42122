import type { Locale } from '../actor.ts';
import { formatCsv } from '../csv.ts';
import type { VisitReport } from './schemas.ts';
import { reportWords } from './words.ts';

const minutes = (seconds: number, of: number) => (of > 0 ? Math.round((seconds / of / 60) * 10) / 10 : null);
const rounded = (value: number | null, factor: number) => (value === null ? null : Math.round(value * factor) / factor);

/** A report's days and hosts as two tables, for spreadsheets: RFC 4180, UTF-8 with its mark, decimal points. */
export function reportCsv(report: VisitReport, locale: Locale): string {
  const words = reportWords(locale);
  const days = [
    [
      words.date,
      words.booked,
      words.visits,
      words.people,
      words.punctual,
      words.noShows,
      words.cancelled,
      words.waitMinutes,
    ],
    ...report.steps.map(({ day, booked, visits, people, punctual, noShows, cancelled, met, waitSeconds }) => {
      return [day, booked, visits, people, punctual, noShows, cancelled, minutes(waitSeconds, met)];
    }),
  ];
  const hosts = [
    [
      words.host,
      words.booked,
      words.visits,
      `${words.punctuality} (%)`,
      words.noShows,
      words.waitMinutes,
      words.reviews,
      words.rating,
    ],
    ...report.hosts.map((host) => [
      host.hostName,
      host.booked,
      host.visits,
      rounded(host.punctuality === null ? null : host.punctuality * 100, 10),
      host.noShows,
      rounded(host.averageWait === null ? null : host.averageWait / 60, 10),
      host.reviews,
      rounded(host.rating, 100),
    ]),
  ];
  return `\ufeff${[...days, [], ...hosts].map(formatCsv).join('')}`;
}
