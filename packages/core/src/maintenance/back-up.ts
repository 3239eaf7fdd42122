import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { writeBackup } from '@sowan/db/backup';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { errorText } from '../logged-error.ts';
import type { BackupPlace } from './place.ts';

const { backups } = schema;
/** Two in the same second are kept apart by this many random bytes. */
const SUFFIX_BYTES = 2;

/**
 * Saves the whole database into a file of the backup folder. Its row says what became of it; a failure is thrown again.
 * @param requestedBy the admin who asked for it; null for a nightly one
 */
export async function backUp(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  place: BackupPlace,
  requestedBy: number | null = null,
): Promise<{ id: number; fileName: string }> {
  authorise(ctx.actor, 'backup.manage');
  const createdAt = ctx.clock.now();
  const [key] = place.keys;
  const stamp = createdAt.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  const fileName = `sowan-${stamp}-${randomBytes(SUFFIX_BYTES).toString('hex')}.ndjson.gz${key ? '.enc' : ''}`;
  await mkdir(place.folder, { recursive: true, mode: 0o700 });
  const row = { fileName, requestedBy, encrypted: key !== undefined, createdAt };
  const [inserted] = await ctx.db.insert(backups).values(row).$returningId();
  if (!inserted) throw new Error('the insert returned no id');
  const { id } = inserted;
  const settle = async (fields: Partial<typeof backups.$inferInsert>) => {
    const finishedAt = ctx.clock.now();
    await ctx.db
      .update(backups)
      .set({ ...fields, finishedAt })
      .where(eq(backups.id, id));
    await publishAll(ctx, [{ type: 'backup', id, at: finishedAt.toISOString() }]);
  };
  try {
    await publishAll(ctx, [{ type: 'backup', id, at: createdAt.toISOString() }]);
    const started = performance.now();
    const options = { url: place.databaseUrl, file: join(place.folder, fileName), key, at: createdAt };
    const { bytes, tables, rows } = await writeBackup(options);
    const seconds = (performance.now() - started) / 1000;
    await settle({ status: 'done', bytes, tables, rowCount: rows, seconds });
    ctx.log.info({ fileName, bytes, tables, rows, seconds }, 'backup written');
  } catch (error) {
    await settle({ status: 'failed', error: errorText(error) });
    throw error;
  }
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'backup.written',
    subject: { type: 'backup', id },
    data: { fileName, requestedBy },
  });
  return { id, fileName };
}
