import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { BackupPlace } from './place.ts';

/** Where a backup's file lies, for handing it out; that is noted. Throws NOT_FOUND `backup_unknown` when there is no such file. */
export async function openBackup(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  place: BackupPlace,
  id: number,
): Promise<{ path: string; fileName: string; bytes: number }> {
  authorise(ctx.actor, 'backup.manage');
  const backup = await ctx.db.query.backups.findFirst({ where: eq(schema.backups.id, id) });
  if (backup?.status !== 'done') throw new DomainError('NOT_FOUND', 'backup_unknown');
  const path = join(place.folder, backup.fileName);
  const file = await stat(path).catch(() => null);
  if (!file) throw new DomainError('NOT_FOUND', 'backup_unknown');
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'backup.downloaded',
    subject: { type: 'backup', id },
    data: { fileName: backup.fileName },
  });
  return { path, fileName: backup.fileName, bytes: file.size };
}
