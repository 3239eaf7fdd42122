import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { and, desc, eq, inArray, isNotNull, isNull, lt, ne, notInArray } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { monthsAhead } from '../time.ts';
import type { BackupPlace } from './place.ts';

const { appointments, backups, notifications, upkeepRuns } = schema;

/** Rows an UPDATE or DELETE: short locks, while the desk goes on. */
const AT_ONCE = 1000;
const DAY_MS = 24 * 3_600_000;
/** What was done when is of interest for a year. */
const RUNS_KEPT_DAYS = 400;
/** Newest whole backups that stay however old they are: a school that was closed all summer keeps some. */
const ALWAYS_KEPT = 3;

type TidyCtx = Pick<Ctx, 'db' | 'clock' | 'actor'>;

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/** Puts appointments older than the school wants to see in its lists aside. Reports go on counting them. */
export async function archiveAppointments(ctx: TidyCtx): Promise<{ archived: number }> {
  authorise(ctx.actor, 'backup.manage');
  const { archiveMonths, timeZone } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const before = monthsAhead(now, -archiveMonths, timeZone);
  let archived = 0;
  for (;;) {
    const [result] = await ctx.db
      .update(appointments)
      .set({ archivedAt: now })
      .where(and(lt(appointments.scheduledAt, before), isNull(appointments.archivedAt)))
      .limit(AT_ONCE);
    archived += result.affectedRows;
    if (result.affectedRows < AT_ONCE) return { archived };
  }
}

/** Deletes notifications that were read long ago, and the notes on upkeep done long ago. */
export async function deleteOldNotifications(ctx: TidyCtx): Promise<{ notifications: number }> {
  authorise(ctx.actor, 'backup.manage');
  const { notificationDays } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const read = and(isNotNull(notifications.readAt), lt(notifications.readAt, daysBefore(now, notificationDays)));
  let deleted = 0;
  for (;;) {
    const [result] = await ctx.db.delete(notifications).where(read).limit(AT_ONCE);
    deleted += result.affectedRows;
    if (result.affectedRows < AT_ONCE) break;
  }
  await ctx.db.delete(upkeepRuns).where(lt(upkeepRuns.startedAt, daysBefore(now, RUNS_KEPT_DAYS)));
  return { notifications: deleted };
}

/** Deletes the files and rows of old backups, but never the newest ones, nor the newest that was seen to restore. */
export async function deleteOldBackups(ctx: TidyCtx, place: BackupPlace): Promise<{ backups: number }> {
  authorise(ctx.actor, 'backup.manage');
  const { backupDays } = await readSettings(ctx.db);
  const newest = await ctx.db
    .select({ id: backups.id })
    .from(backups)
    .where(eq(backups.status, 'done'))
    .orderBy(desc(backups.id))
    .limit(ALWAYS_KEPT);
  const proven = await ctx.db.query.backups.findFirst({ where: eq(backups.proof, 'ok'), orderBy: desc(backups.id) });
  const kept = [...newest.map(({ id }) => id), ...(proven ? [proven.id] : [])];
  const old = await ctx.db
    .select({ id: backups.id, fileName: backups.fileName })
    .from(backups)
    .where(
      and(
        lt(backups.createdAt, daysBefore(ctx.clock.now(), backupDays)),
        ne(backups.status, 'running'),
        kept.length > 0 ? notInArray(backups.id, kept) : undefined,
      ),
    );
  for (const { fileName } of old) await rm(join(place.folder, fileName), { force: true });
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) await ctx.db.delete(backups).where(inArray(backups.id, ids));
  return { backups: old.length };
}
