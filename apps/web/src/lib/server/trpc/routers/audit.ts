import { z } from 'zod';
import { pageOf } from '@sowan/core';
import { CARD_VERDICTS } from '@sowan/core/cards';
import {
  listAudit,
  listAuditSchema,
  listCardChecks,
  listCardChecksSchema,
  listScans,
  listScansSchema,
} from '@sowan/core/audit-log';
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

  scans: procedure
    .meta({
      permission: 'audit.read',
      openapi: { method: 'GET', path: '/audit/scans', tags: ['audit'], summary: 'Every scan, newest first' },
    })
    .input(listScansSchema)
    .output(
      pageOf(
        z.object({
          id: z.number(),
          scannedAt: instant,
          syncedAt: instant.nullable(),
          userId: z.number().nullable(),
          user: z.string().nullable(),
          desk: z.string(),
          method: z.enum(['camera', 'scanner', 'typed', 'walk_in', 'by_hand']),
          outcome: z.string(),
          appointmentId: z.number().nullable(),
          guestName: z.string().nullable(),
          undoneAt: instant.nullable(),
          undoneBy: z.string().nullable(),
        }),
      ),
    )
    .query(({ ctx, input }) => listScans(ctx.ctx, input)),

  cardChecks: procedure
    .meta({
      permission: 'audit.read',
      openapi: {
        method: 'GET',
        path: '/audit/card-checks',
        tags: ['audit'],
        summary: 'Every check of a membership card, newest first',
      },
    })
    .input(listCardChecksSchema)
    .output(
      pageOf(
        z.object({
          id: z.number(),
          checkedAt: instant,
          times: z.number(),
          lastAt: instant,
          verdict: z.enum(CARD_VERDICTS),
          memberId: z.number().nullable(),
          member: z.string().nullable(),
          year: z.number().nullable(),
          legacy: z.boolean(),
          user: z.string().nullable(),
          eventId: z.number().nullable(),
          event: z.string().nullable(),
          outcome: z.enum(['recorded', 'again', 'refused']).nullable(),
          method: z.enum(['camera', 'scanner', 'typed', 'walk_in', 'by_hand']).nullable(),
          desk: z.string().nullable(),
        }),
      ),
    )
    .query(({ ctx, input }) => listCardChecks(ctx.ctx, input)),
});
