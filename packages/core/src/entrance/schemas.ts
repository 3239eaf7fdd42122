import { z } from 'zod';

export const createEventSchema = z.object({
  name: z.string().trim().min(1, 'required').max(120, 'too_long'),
  /** Calendar day, `2026-12-31`. */
  day: z.iso.date('date_invalid'),
});
export type CreateEvent = z.input<typeof createEventSchema>;

export const attendanceSchema = z.object({
  /** What a camera or a scanner read, or somebody typed. */
  code: z.string().trim().min(1, 'required').max(4096, 'too_long'),
  method: z.enum(['camera', 'scanner', 'typed']),
  /** Name of the desk, shown to the next one that scans the same member. */
  desk: z.string().trim().min(1, 'required').max(60, 'too_long'),
});
export type GivenAttendance = z.input<typeof attendanceSchema>;
