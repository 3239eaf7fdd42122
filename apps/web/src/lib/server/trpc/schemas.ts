import { z } from 'zod';

/** An instant: a `Date` over tRPC, ISO 8601 in UTC over REST. */
export const instant = z.date().meta({ override: { type: 'string', format: 'date-time' } });
export const id = z.coerce.number().int().positive();
export const done = z.object({ done: z.literal(true) });
export const DONE = { done: true as const };

/** A page of rows by falling id: give the last row's id as `before` for the next page. */
export const pageBefore = z.object({
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export const appointmentStatus = z.enum(['scheduled', 'waiting', 'in_progress', 'completed', 'cancelled', 'no_show']);
