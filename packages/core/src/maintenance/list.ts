import { readdir } from 'node:fs/promises';
import { count, desc, eq } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageRange, type Page, type PageInput } from '../page.ts';
import { backupHealth, type BackupHealth } from './rules.ts';
import type { BackupPlace } from './place.ts';

const { backups, users } = schema;

type Backup = typeof schema.backups.$inferSelect;

export interface BackupView extends Omit<Backup, 'requestedBy'> {
  /** Who asked for it; null for a nightly one. */
  requestedByName: string | null;
  /** The file is where it should be. */
  present: boolean;
}

/** Backups, newest first, with how safe the school is by them. */
export async function listBackups(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  place: BackupPlace,
  page: PageInput,
): Promise<Page<BackupView> & { health: BackupHealth }> {
  authorise(ctx.actor, 'backup.manage');
  const { limit, offset } = pageRange(page);
  const [rows, [sum], files, health] = await Promise.all([
    ctx.db
      .select({ backup: backups, requestedByName: users.name })
      .from(backups)
      .leftJoin(users, eq(users.id, backups.requestedBy))
      .orderBy(desc(backups.id))
      .limit(limit)
      .offset(offset),
    ctx.db.select({ total: count() }).from(backups),
    filesIn(place.folder),
    readBackupHealth(ctx.db, ctx.clock.now()),
  ]);
  const items = rows.map(({ backup: { requestedBy: _, ...backup }, requestedByName }) => {
    return { ...backup, requestedByName, present: files.has(backup.fileName) };
  });
  return { items, total: sum?.total ?? 0, page: page.page, pageSize: page.pageSize, health };
}

async function filesIn(folder: string): Promise<Set<string>> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    // Made with the first backup.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw error;
  }
}

/** How safe the school is by its backups, for everybody's eyes who runs it. */
export async function readBackupHealth(db: Db, now: Date): Promise<BackupHealth> {
  const [newest, newestDone] = await Promise.all([
    db.query.backups.findFirst({ orderBy: desc(backups.id) }),
    db.query.backups.findFirst({ where: eq(backups.status, 'done'), orderBy: desc(backups.id) }),
  ]);
  return backupHealth(newest, newestDone, now);
}
