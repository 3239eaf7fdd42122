import { drawText, finish, MM, newDocument } from '@sowan/pdf';
import type { Locale } from '../actor.ts';
import { drawBars, drawTable, drawTiles, INK, type Column, type Sheet } from './pdf-parts.ts';
import type { VisitReport } from './schemas.ts';
import {
  decimal,
  percent,
  reportWords,
  spanInWords,
  stepInWords,
  waitInWords,
  waitStepInWords,
  whole,
} from './words.ts';

const BARS = 34 * MM;
const GAP = 7 * MM;

/** A report on paper: figures, bars, and the tables behind them. */
export async function reportPdf(report: VisitReport, locale: Locale): Promise<Buffer> {
  const words = reportWords(locale);
  const title = words.title[report.period];
  const doc = newDocument({ title: `${title} · ${spanInWords(report, locale)}`, language: locale });
  const { left, right, top, bottom } = doc.page.margins;
  const sheet: Sheet = { doc, left, width: doc.page.width - left - right, bottom: doc.page.height - bottom, y: top };
  drawHead(sheet, report, locale);
  drawTiles(sheet, tilesOf(report, locale));
  sheet.y += GAP;
  if (report.total.booked === 0) drawText(doc, words.empty, { x: left, y: sheet.y, width: sheet.width, size: 11 });
  else drawBody(sheet, report, locale);
  drawFoot(sheet, report, locale);
  return finish(doc);
}

function drawHead(sheet: Sheet, report: VisitReport, locale: Locale): void {
  const { doc, left: x, width } = sheet;
  const words = reportWords(locale);
  drawText(doc, report.organisationName, { x, y: sheet.y, width, size: 10, colour: INK.quiet });
  drawText(doc, words.title[report.period], { x, y: sheet.y + 14, width, size: 20, weight: 'bold' });
  drawText(doc, spanInWords(report, locale), { x, y: sheet.y + 42, width, size: 12 });
  sheet.y += 68;
}

function tilesOf({ total, punctuality, averageWait, reviews }: VisitReport, locale: Locale): [string, string][] {
  const words = reportWords(locale);
  return [
    [words.visits, whole(total.visits, locale)],
    [words.punctuality, percent(punctuality, locale)],
    [words.averageWait, waitInWords(averageWait, locale)],
    [words.noShows, whole(total.noShows, locale)],
    [words.rating, reviews.count > 0 ? `${decimal(reviews.rating, locale)} (${whole(reviews.count, locale)})` : '–'],
  ];
}

function drawBody(sheet: Sheet, report: VisitReport, locale: Locale): void {
  const words = reportWords(locale);
  const { steps, stepUnit, arrivalsByHour, waiting } = report;
  if (steps.length > 1) {
    const bars = steps.map(({ day, visits }) => ({ label: stepInWords(day, stepUnit, locale), value: visits }));
    drawBars(sheet, words.byDay[stepUnit], bars, BARS);
  }
  const hours = arrivalsByHour.map((value, hour) => ({ label: String(hour).padStart(2, '0'), value }));
  const first = Math.min(
    7,
    hours.findIndex(({ value }) => value > 0),
  );
  const last = Math.max(
    16,
    hours.findLastIndex(({ value }) => value > 0),
  );
  drawBars(sheet, words.byHour, hours.slice(Math.max(0, first), last + 1), BARS);
  const waits = waiting.map(({ count }, i) => ({ label: waitStepInWords(waiting, i, locale), value: count }));
  drawBars(sheet, words.waiting, waits, BARS);
  drawTable(sheet, words.hosts, hostColumns(locale), report.hosts);
  if (steps.length > 1) drawTable(sheet, words.byDay[stepUnit], stepColumns(report, locale), steps);
}

function hostColumns(locale: Locale): Column<VisitReport['hosts'][number]>[] {
  const words = reportWords(locale);
  return [
    { head: words.host, share: 3, text: (host) => host.hostName },
    { head: words.visits, share: 1, right: true, text: (host) => whole(host.visits, locale) },
    { head: words.punctuality, share: 1.4, right: true, text: (host) => percent(host.punctuality, locale) },
    { head: words.averageWait, share: 2, right: true, text: (host) => waitInWords(host.averageWait, locale) },
    { head: words.noShows, share: 1.3, right: true, text: (host) => whole(host.noShows, locale) },
    { head: words.rating, share: 1.2, right: true, text: (host) => decimal(host.rating, locale) },
  ];
}

function stepColumns({ stepUnit }: VisitReport, locale: Locale): Column<VisitReport['steps'][number]>[] {
  const words = reportWords(locale);
  return [
    { head: words.date, share: 2, text: ({ day }) => stepInWords(day, stepUnit, locale) },
    { head: words.booked, share: 1.3, right: true, text: ({ booked }) => whole(booked, locale) },
    { head: words.visits, share: 1, right: true, text: ({ visits }) => whole(visits, locale) },
    { head: words.punctual, share: 1.8, right: true, text: ({ punctual }) => whole(punctual, locale) },
    { head: words.noShows, share: 1.3, right: true, text: ({ noShows }) => whole(noShows, locale) },
    { head: words.cancelled, share: 1.3, right: true, text: ({ cancelled }) => whole(cancelled, locale) },
  ];
}

function drawFoot({ doc, left: x, width, bottom }: Sheet, report: VisitReport, locale: Locale): void {
  const words = reportWords(locale);
  const { start, count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page);
    // Below the margin, where pdfkit would begin a new page.
    doc.page.margins.bottom = 0;
    const place = { x, y: bottom + 12, width, size: 8, colour: INK.quiet };
    drawText(doc, `${words.grace(report.graceMinutes)} ${report.timeZone}`, place);
    drawText(doc, words.page(page + 1, count), { ...place, align: 'right' });
  }
}
