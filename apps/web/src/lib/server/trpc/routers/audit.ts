import { z } from 'zod';
import { pageOf } from '@sowan/core';
import { listAudit, listAuditSchema } from '@sowan/core/audit-log';
import { procedure, router } from '../init.ts';
import { instant } from '../schemas.ts';

export const auditRouter = router({
  list: procedure
    .meta({
      permission: 'audit.read',
      openapi: { method: 'GET', path: '/audit', tags: ['audit'], summary: 'Who did what, newest first' },
    })
    .input(listAuditSchema)
    .output(
      pageOf(
        z.object({
          id: z.number(),
          at: instant,
          actorType: z.string(),
          actor: z.string().nullable(),
          action: z.string(),
          subjectType: z.string(),
          subjectId: z.number().nullable(),
          data: z.record(z.string(), z.unknown()),
        }),
      ),
    )
    .query(({ ctx, input }) => listAudit(ctx.ctx, input)),
});
