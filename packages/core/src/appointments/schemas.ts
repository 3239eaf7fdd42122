import { z } from 'zod';
import { emailSchema } from '../email.ts';

/** Text of one line: what people paste with line breaks in is kept on one. */
const line = (max: number) =>
  z
    .string()
    .transform((text) => text.replaceAll(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, 'required').max(max, 'too_long'));

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
  /** Instant, ISO 8601 with offset. */
  scheduledAt: z.iso.datetime({ offset: true, error: 'time_invalid' }).transform((text) => new Date(text)),
  /** Admins book for a host; hosts for themselves. */
  hostId: z.int().positive().optional(),
});

export type BookAppointment = z.input<typeof bookAppointmentSchema>;

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
