import { z } from 'zod';

/** A span of the calendar: of the day, week (Monday to Sunday) or month that `day` lies in (default today), or any range. */
export const reportPeriodSchema = z.object({
  period: z.enum(['day', 'week', 'month', 'range']).default('week'),
  /** `2026-12-31`, in the school's zone. */
  day: z.iso.date('time_invalid').optional(),
  /** With `range`: its first and last day. */
  from: z.iso.date('time_invalid').optional(),
  to: z.iso.date('time_invalid').optional(),
});

export type ReportPeriodInput = z.input<typeof reportPeriodSchema>;
export type PeriodKind = z.output<typeof reportPeriodSchema>['period'];

const count = z.number();

const visitCountsSchema = z.object({
  /** Appointments that were not cancelled. */
  booked: count,
  /** Guests who came. */
  visits: count,
  /** Guests who came, and those who came along. */
  people: count,
  /** Came no later than the grace after the agreed time. */
  punctual: count,
  /** Did not come, and the day is over. */
  noShows: count,
  cancelled: count,
  /** Guests whose host was there: those whose waiting time is known. */
  met: count,
  /** Sum of their waiting times, in seconds. */
  waitSeconds: count,
});

export type VisitCounts = z.infer<typeof visitCountsSchema>;

export const visitReportSchema = z.object({
  period: z.enum(['day', 'week', 'month', 'range']),
  /** First and last day. */
  from: z.string(),
  to: z.string(),
  /** The day to ask for the period before and after this one. */
  previous: z.string(),
  next: z.string(),
  organisationName: z.string(),
  timeZone: z.string(),
  graceMinutes: z.number(),
  total: visitCountsSchema,
  /** Share of the visits that were punctual, 0 to 1; null without any. */
  punctuality: z.number().nullable(),
  /** In seconds; null when nobody was met. */
  averageWait: z.number().nullable(),
  /** One entry a day, a week from 63 days on, a month from 367 on; `day` is its first. */
  stepUnit: z.enum(['day', 'week', 'month']),
  steps: z.array(visitCountsSchema.extend({ day: z.string() })),
  /** Arrivals in each hour of the day, 0 to 23. */
  arrivalsByHour: z.array(count).length(24),
  /** How many waited from `from` (minutes) up to the next entry's. */
  waiting: z.array(z.object({ from: z.number(), count })),
  /** Most visits first. */
  hosts: z.array(
    z.object({
      hostId: z.number(),
      hostName: z.string(),
      booked: count,
      visits: count,
      noShows: count,
      punctuality: z.number().nullable(),
      averageWait: z.number().nullable(),
      reviews: count,
      /** Of 1 to 5 stars; null below five reviews, which would tell who gave them. */
      rating: z.number().nullable(),
    }),
  ),
  reviews: z.object({ count, rating: z.number().nullable(), stars: z.array(count).length(5) }),
});

export type VisitReport = z.infer<typeof visitReportSchema>;
