import { z } from 'zod';
import { pageInput, pageOf } from '@sowan/core';
import { listBackups, requestUpkeep, requestUpkeepSchema } from '@sowan/core/maintenance';
import { procedure, router } from '../init.ts';
import { DONE, done, instant } from '../schemas.ts';

const tags = ['backups'];

export const backupHealth = z.object({
  state: z.enum(['none', 'failed', 'unproven', 'proof_failed', 'stale', 'proven']),
  backupAt: instant.nullable(),
  provenAt: instant.nullable(),
  error: z.string().nullable(),
});

const backup = z.object({
  id: z.number(),
  fileName: z.string(),
  status: z.enum(['running', 'done', 'failed']),
  requestedByName: z.string().nullable(),
  encrypted: z.boolean(),
  bytes: z.number().nullable(),
  tables: z.number().nullable(),
  rowCount: z.number().nullable(),
  seconds: z.number().nullable(),
  error: z.string().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  proof: z.enum(['ok', 'failed']).nullable(),
  proofError: z.string().nullable(),
  proofSeconds: z.number().nullable(),
  provenAt: instant.nullable(),
  present: z.boolean(),
});

export const backupsRouter = router({
  list: procedure
    .meta({
      permission: 'backup.manage',
      openapi: { method: 'GET', path: '/backups', tags, summary: 'Backups, newest first, and when one last restored' },
    })
    .input(pageInput)
    .output(pageOf(backup).extend({ health: backupHealth }))
    .query(({ ctx, input }) => listBackups(ctx.ctx, ctx.shared.backups, input)),

  request: procedure
    .meta({
      permission: 'backup.manage',
      openapi: {
        method: 'POST',
        path: '/backups',
        tags,
        summary: 'Write a backup now, or try whether the newest restores',
      },
    })
    .input(requestUpkeepSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await requestUpkeep(ctx.ctx, input);
      return DONE;
    }),
});
