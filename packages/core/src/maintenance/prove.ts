import { join } from 'node:path';
import { desc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { checkBackup, compareWithBackup, loadBackup, scratchUrl, withScratchDatabase } from '@sowan/db/backup';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { errorText } from '../logged-error.ts';
import type { BackupPlace } from './place.ts';

const { backups } = schema;

/**
 * Restores the newest backup into a scratch database and compares it, table by table, with what was saved. The result is written on the
 * backup's row; a failure is logged and thrown again. Throws NOT_FOUND `backup_unknown` when there is none.
 */
export async function proveBackup(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  place: BackupPlace,
): Promise<{ id: number; rows: number; seconds: number }> {
  authorise(ctx.actor, 'backup.manage');
  const backup = await ctx.db.query.backups.findFirst({
    where: eq(backups.status, 'done'),
    orderBy: desc(backups.id),
  });
  if (!backup) throw new DomainError('NOT_FOUND', 'backup_unknown');
  const { id, fileName } = backup;
  const started = performance.now();
  const settle = async (fields: { proof: 'ok' } | { proof: 'failed'; proofError: string }) => {
    const provenAt = ctx.clock.now();
    const proofSeconds = (performance.now() - started) / 1000;
    await ctx.db
      .update(backups)
      .set({ proofError: null, ...fields, proofSeconds, provenAt })
      .where(eq(backups.id, id));
    await recordAudit(ctx.db, ctx.actor, provenAt, {
      action: fields.proof === 'ok' ? 'backup.proven' : 'backup.proof-failed',
      subject: { type: 'backup', id },
      data: { fileName, ...fields },
    });
    await publishAll(ctx, [{ type: 'backup', id, at: provenAt.toISOString() }]);
    return proofSeconds;
  };
  try {
    const rows = await restoreOnce(join(place.folder, fileName), place);
    const seconds = await settle({ proof: 'ok' });
    ctx.log.info({ fileName, rows, seconds }, 'the newest backup restores');
    return { id, rows, seconds };
  } catch (error) {
    ctx.log.error({ err: error, fileName }, 'THE NEWEST BACKUP DOES NOT RESTORE');
    await settle({ proof: 'failed', proofError: errorText(error) });
    throw error;
  }
}

async function restoreOnce(file: string, place: BackupPlace): Promise<number> {
  const contents = await checkBackup(file, place.keys);
  await withScratchDatabase(place.proofUrl ?? scratchUrl(place.databaseUrl), async (url) => {
    await loadBackup(url, file, place.keys);
    await compareWithBackup(url, contents);
  });
  return contents.rows;
}
