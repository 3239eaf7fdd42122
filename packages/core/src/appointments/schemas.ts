import { z } from 'zod';
import { schema } from '@sowan/db';
import { emailSchema } from '../email.ts';
import { pageInput } from '../page.ts';

/** Text of one line: what people paste with line breaks in is kept on one. */
const line = (max: number) =>
  z
    .string()
    .transform((text) => text.replaceAll(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, 'required').max(max, 'too_long'));

/** Instant, ISO 8601 with offset. */
const instant = z.iso.datetime({ offset: true, error: 'time_invalid' }).transform((text) => new Date(text));

export const bookAppointmentSchema = z.object({
  guestName: line(120),
  /** As typed; stored as E.164. */
  guestPhone: z.string().trim().min(1, 'required').max(30, 'too_long'),
  guestEmail: z
    .union([z.literal('').transform(() => null), emailSchema])
    .optional()
    .transform((address) => address ?? null),
  guestLocale: z.enum(['id', 'en', 'fr']).optional(),
  purpose: line(300),
  companions: z.int().min(0).max(50, 'too_many').default(0),
  scheduledAt: instant,
  /** Admins book for a host; hosts for themselves. */
  hostId: z.int().positive().optional(),
  /** The phone is known under another name: store the typed one from now on. Without it the stored name stays (D15). */
  renameGuest: z.boolean().default(false),
  /** Chosen by the form: the same request sent again finds what it has booked. */
  idempotencyKey: z.string().min(8).max(64).optional(),
});

export type BookAppointment = z.input<typeof bookAppointmentSchema>;
export type Booking = z.output<typeof bookAppointmentSchema>;

export const listAppointmentsSchema = z.object({
  /** Calendar day in the school's zone, `2026-12-31` or `today`; without it everything from today on. */
  day: z
    .string()
    .refine((day) => day === 'today' || z.iso.date().safeParse(day).success, 'time_invalid')
    .optional(),
  hostId: z.coerce.number().int().positive().optional(),
  status: z.enum(['scheduled', 'waiting', 'in_progress', 'completed', 'cancelled', 'no_show']).optional(),
  cursor: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export type ListAppointments = z.input<typeof listAppointmentsSchema>;

const day = z.iso.date('time_invalid');
const status = z.enum(schema.APPOINTMENT_STATUSES);

export const rescheduleSchema = z.object({ scheduledAt: instant });
export type Reschedule = z.input<typeof rescheduleSchema>;

export const hostAnswerSchema = z.enum(schema.HOST_ANSWERS);
export type HostAnswer = z.infer<typeof hostAnswerSchema>;

export const conflictsSchema = z.object({
  scheduledAt: instant,
  hostId: z.coerce.number().int().positive().optional(),
  /** The appointment that is being moved. */
  exceptId: z.coerce.number().int().positive().optional(),
});
export type Conflicts = z.input<typeof conflictsSchema>;

export const findAppointmentsSchema = pageInput.extend({
  /** First and last day, in the school's zone; without one there is no such bound. */
  from: day.optional(),
  to: day.optional(),
  hostId: z.coerce.number().int().positive().optional(),
  guestId: z.coerce.number().int().positive().optional(),
  status: status.optional(),
  /** Part of the guest's name or phone number. */
  q: z.string().trim().max(80).optional(),
  order: z.enum(['earliest', 'latest']).default('earliest'),
});
export type FindAppointments = z.input<typeof findAppointmentsSchema>;

/** At most 62 days after each other; the verb checks it, since today is the school's. */
export const countAppointmentsSchema = z.object({
  /** Without it today. */
  from: day.optional(),
  /** Without it the same day. */
  to: day.optional(),
  hostId: z.coerce.number().int().positive().optional(),
});
export type CountAppointments = z.input<typeof countAppointmentsSchema>;
