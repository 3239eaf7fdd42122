import type { Locale } from '../actor.ts';
import type { VisitReport } from './schemas.ts';

/** Words of the documents that leave the house: PDF, CSV and mail. Those of the pages are in the web app's message files. */
const WORDS = {
  id: {
    title: { day: 'Laporan harian', week: 'Laporan mingguan', month: 'Laporan bulanan', range: 'Laporan kunjungan' },
    visits: 'Kunjungan',
    booked: 'Janji temu',
    people: 'Orang yang datang',
    punctuality: 'Tepat waktu',
    punctual: 'Datang tepat waktu',
    averageWait: 'Rata-rata menunggu',
    waitMinutes: 'Rata-rata menunggu (menit)',
    noShows: 'Tidak datang',
    cancelled: 'Dibatalkan',
    rating: 'Nilai ulasan',
    reviews: 'Ulasan',
    hosts: 'Tuan rumah tersibuk',
    host: 'Tuan rumah',
    byHour: 'Kedatangan per jam',
    waiting: 'Lama menunggu',
    byDay: { day: 'Kunjungan per hari', week: 'Kunjungan per minggu', month: 'Kunjungan per bulan' },
    date: 'Tanggal',
    minutes: 'menit',
    upTo: (from: number, to: number) => `${from}–${to} menit`,
    over: (from: number) => `${from} menit lebih`,
    page: (page: number, of: number) => `Halaman ${page} dari ${of}`,
    empty: 'Tidak ada kunjungan pada masa ini.',
    grace: (minutes: number) => `Tepat waktu: paling lambat ${minutes} menit setelah waktu yang disepakati.`,
    mail: 'Laporan lengkap terlampir sebagai PDF. Angka terbaru selalu ada di halaman ini:',
  },
  en: {
    title: { day: 'Daily report', week: 'Weekly report', month: 'Monthly report', range: 'Report of visits' },
    visits: 'Visits',
    booked: 'Appointments',
    people: 'People who came',
    punctuality: 'On time',
    punctual: 'Came on time',
    averageWait: 'Average wait',
    waitMinutes: 'Average wait (minutes)',
    noShows: 'Did not come',
    cancelled: 'Cancelled',
    rating: 'Rating',
    reviews: 'Reviews',
    hosts: 'Busiest hosts',
    host: 'Host',
    byHour: 'Arrivals by hour',
    waiting: 'Waiting times',
    byDay: { day: 'Visits a day', week: 'Visits a week', month: 'Visits a month' },
    date: 'Day',
    minutes: 'min',
    upTo: (from: number, to: number) => `${from} to ${to} min`,
    over: (from: number) => `over ${from} min`,
    page: (page: number, of: number) => `Page ${page} of ${of}`,
    empty: 'There were no visits in this time.',
    grace: (minutes: number) => `On time: no later than ${minutes} minutes after the agreed time.`,
    mail: 'The full report is attached as a PDF. The latest figures are always on this page:',
  },
  fr: {
    title: {
      day: 'Rapport du jour',
      week: 'Rapport de la semaine',
      month: 'Rapport du mois',
      range: 'Rapport des visites',
    },
    visits: 'Visites',
    booked: 'Rendez-vous',
    people: 'Personnes venues',
    punctuality: 'À l’heure',
    punctual: 'Venus à l’heure',
    averageWait: 'Attente moyenne',
    waitMinutes: 'Attente moyenne (minutes)',
    noShows: 'Absents',
    cancelled: 'Annulés',
    rating: 'Note',
    reviews: 'Avis',
    hosts: 'Hôtes les plus visités',
    host: 'Hôte',
    byHour: 'Arrivées par heure',
    waiting: 'Temps d’attente',
    byDay: { day: 'Visites par jour', week: 'Visites par semaine', month: 'Visites par mois' },
    date: 'Date',
    minutes: 'min',
    upTo: (from: number, to: number) => `de ${from} à ${to} min`,
    over: (from: number) => `plus de ${from} min`,
    page: (page: number, of: number) => `Page ${page} sur ${of}`,
    empty: 'Aucune visite pendant cette période.',
    grace: (minutes: number) => `À l’heure : au plus tard ${minutes} minutes après l’heure convenue.`,
    mail: 'Le rapport complet est joint en PDF. Les derniers chiffres sont toujours sur cette page :',
  },
} as const;

export type ReportWords = (typeof WORDS)[Locale];
export const reportWords = (locale: Locale): ReportWords => WORDS[locale];

/** The day before the month, whoever reads. */
const dateLanguage = (locale: Locale) => (locale === 'en' ? 'en-GB' : locale);

const midnight = (day: string) => new Date(`${day}T00:00:00Z`);

/** "16 – 22 November 2026", as the language writes it. */
export function spanInWords({ from, to }: Pick<VisitReport, 'from' | 'to'>, locale: Locale): string {
  const format = new Intl.DateTimeFormat(dateLanguage(locale), { dateStyle: 'long', timeZone: 'UTC' });
  return from === to ? format.format(midnight(from)) : format.formatRange(midnight(from), midnight(to));
}

/** "16 Nov", "Nov 2026": the name of a step. */
export function stepInWords(day: string, unit: VisitReport['stepUnit'], locale: Locale): string {
  const options: Intl.DateTimeFormatOptions =
    unit === 'month' ? { month: 'short', year: 'numeric' } : { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(dateLanguage(locale), { ...options, timeZone: 'UTC' }).format(midnight(day));
}

export const percent = (value: number | null, locale: Locale): string =>
  value === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);

export const decimal = (value: number | null, locale: Locale): string =>
  value === null
    ? '–'
    : new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

export const whole = (value: number, locale: Locale): string => new Intl.NumberFormat(locale).format(value);

/** Seconds as minutes with one decimal: "6,4 menit". */
export const waitInWords = (seconds: number | null, locale: Locale): string =>
  seconds === null ? '–' : `${decimal(seconds / 60, locale)} ${reportWords(locale).minutes}`;

/** "10–15 menit": the name of a bar of the waiting times. */
export function waitStepInWords(steps: VisitReport['waiting'], index: number, locale: Locale): string {
  const words = reportWords(locale);
  const [from, to] = [steps[index]?.from ?? 0, steps[index + 1]?.from];
  return to === undefined ? words.over(from) : words.upTo(from, to);
}
