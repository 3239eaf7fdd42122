import { z } from 'zod';
import { CARD_VERDICTS } from '@sowan/core/cards';

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

/** What a membership card is worth. */
export const cardAnswer = z.object({
  verdict: z.enum(CARD_VERDICTS),
  organisationName: z.string(),
  holder: z.string().nullable(),
  year: z.number().nullable(),
  legacy: z.boolean(),
  member: z
    .object({
      id: z.number(),
      number: z.string(),
      name: z.string(),
      type: z.string(),
      status: z.enum(['pending', 'active', 'inactive']),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      memberSince: z.string(),
      revokedReason: z.string().nullable(),
    })
    .nullable(),
});
