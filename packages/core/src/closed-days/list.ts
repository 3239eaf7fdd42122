import { asc, between, gte } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { dayOf } from '../time.ts';

const { closedDays } = schema;

export interface ClosedDay {
  /** Day of the school's calendar, `2026-12-25`. */
  day: string;
  name: string;
}

/** Holidays from today on, in their order. */
export async function listClosedDays(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<ClosedDay[]> {
  authorise(ctx.actor, 'calendar.read');
  const { timeZone } = await readSettings(ctx.db);
  return ctx.db
    .select({ day: closedDays.day, name: closedDays.name })
    .from(closedDays)
    .where(gte(closedDays.day, dayOf(ctx.clock.now(), timeZone)))
    .orderBy(asc(closedDays.day))
    .limit(1000);
}

/** Names of the holidays between two days, both included, by their day. */
export async function closedDayNames(db: Db | Tx, first: string, last: string): Promise<Map<string, string>> {
  const rows = await db
    .select({ day: closedDays.day, name: closedDays.name })
    .from(closedDays)
    .where(between(closedDays.day, first, last));
  return new Map(rows.map(({ day, name }) => [day, name]));
}
