import { and, asc, count, desc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/mysql-core';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import { REFUSALS } from '../check-in/index.ts';
import type { Ctx } from '../context.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds } from '../time.ts';

const { appointments, checkIns, guests, users } = schema;
const undoers = alias(users, 'undoers');

export const SCAN_OUTCOMES = ['admitted', ...REFUSALS] as const;

const day = z.iso.date('time_invalid').optional();
export const listScansSchema = pageInput.extend({
  /** First and last day on which the scan was made, in the school's zone. */
  from: day,
  to: day,
  outcome: z.enum(SCAN_OUTCOMES, 'invalid').optional(),
  /** Who scanned. */
  userId: z.coerce.number().int().positive().optional(),
});
type Filter = Omit<z.output<typeof listScansSchema>, 'page' | 'pageSize'>;

export interface ScanRow {
  id: number;
  scannedAt: Date;
  /** Set for a scan made without line: when it reached us. */
  syncedAt: Date | null;
  userId: number | null;
  /** Name of who scanned. */
  user: string | null;
  desk: string;
  method: (typeof checkIns.$inferSelect)['method'];
  /** `admitted`, or why not. */
  outcome: string;
  /** Null where the code led to no appointment. */
  appointmentId: number | null;
  guestName: string | null;
  undoneAt: Date | null;
  /** Name of who took the admission back. */
  undoneBy: string | null;
}

/** Every scan of every desk, admitted or refused, the last to reach us first. */
export async function listScans(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listScansSchema>,
): Promise<Page<ScanRow>> {
  authorise(ctx.actor, 'audit.read');
  const { page, pageSize, ...filter } = listScansSchema.parse(input);
  const wanted = await conditions(ctx.db, filter);
  const { ids, total } = await pageIds(
    { page, pageSize },
    () => ctx.db.select({ n: count() }).from(checkIns).where(wanted),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: checkIns.id })
        .from(checkIns)
        .where(wanted)
        .orderBy(fromEnd ? asc(checkIns.id) : desc(checkIns.id))
        .limit(limit)
        .offset(offset),
  );
  const items = await ctx.db
    .select({
      id: checkIns.id,
      scannedAt: checkIns.scannedAt,
      syncedAt: checkIns.syncedAt,
      userId: checkIns.userId,
      user: users.name,
      desk: checkIns.desk,
      method: checkIns.method,
      outcome: checkIns.outcome,
      appointmentId: checkIns.appointmentId,
      guestName: guests.name,
      undoneAt: checkIns.undoneAt,
      undoneBy: undoers.name,
    })
    .from(checkIns)
    .leftJoin(users, eq(users.id, checkIns.userId))
    .leftJoin(undoers, eq(undoers.id, checkIns.undoneBy))
    .leftJoin(appointments, eq(appointments.id, checkIns.appointmentId))
    .leftJoin(guests, eq(guests.id, appointments.guestId))
    .where(inArray(checkIns.id, ids))
    .orderBy(desc(checkIns.id));
  return { items, total, page, pageSize };
}

async function conditions(db: Db, { from, to, outcome, userId }: Filter): Promise<SQL | undefined> {
  const { timeZone } = await readSettings(db);
  return and(
    from ? gte(checkIns.scannedAt, dayBounds(from, timeZone).start) : undefined,
    to ? lt(checkIns.scannedAt, dayBounds(to, timeZone).end) : undefined,
    outcome ? eq(checkIns.outcome, outcome) : undefined,
    userId ? eq(checkIns.userId, userId) : undefined,
  );
}
