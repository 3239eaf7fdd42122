import { and, count, eq, gte, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds, daysBetween } from '../time.ts';

const { appointments, closedDays } = schema;
const MOST_DAYS = 92;
const DAY_MS = 86_400_000;
const day = z.string().min(1, 'required').pipe(z.iso.date('time_invalid'));

export const closeDaysSchema = z
  .object({ first: day, last: day.optional(), name: z.string().trim().min(1, 'required').max(120, 'too_long') })
  .refine(({ first, last = first }) => first <= last, { path: ['last'], error: 'range_reversed' })
  // A range that lacks a day is not too long.
  .refine(({ first, last = first }) => !(Date.parse(last) - Date.parse(first) >= MOST_DAYS * DAY_MS), {
    path: ['last'],
    error: 'too_many',
  });

/**
 * Closes the school on a range of days (both included, at most 92), or renames what is closed there already.
 * @returns days closed, and appointments already agreed for them, which stay until somebody moves or cancels them
 */
export async function closeDays(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof closeDaysSchema>,
): Promise<{ days: number; appointments: number }> {
  authorise(ctx.actor, 'settings.manage');
  // One day is what most people mean by leaving the last one out.
  const { first, last = first, name } = closeDaysSchema.parse(input);
  const days = daysBetween(first, last);
  const now = ctx.clock.now();
  const { timeZone } = await readSettings(ctx.db);
  return inTransaction(ctx.db, async (tx) => {
    await tx
      .insert(closedDays)
      .values(days.map((each) => ({ day: each, name, createdAt: now })))
      .onDuplicateKeyUpdate({ set: { name: sql`values(${closedDays.name})` } });
    await recordAudit(tx, ctx.actor, now, {
      action: 'calendar.closed',
      subject: { type: 'calendar', id: null },
      data: { first, last, name },
    });
    const [agreed] = await tx
      .select({ n: count() })
      .from(appointments)
      .where(
        and(
          eq(appointments.status, 'scheduled'),
          gte(appointments.scheduledAt, dayBounds(first, timeZone).start),
          lt(appointments.scheduledAt, dayBounds(last, timeZone).end),
        ),
      );
    return { days: days.length, appointments: agreed?.n ?? 0 };
  });
}
