import { z } from 'zod';
import { liveDashboard, reportPeriodSchema, visitReport, visitReportSchema } from '@sowan/core/reports';
import { procedure, router } from '../init.ts';
import { instant } from '../schemas.ts';
import { backupHealth } from './backups.ts';

const tags = ['reports'];
const count = z.number();
const visit = z.object({
  id: z.number(),
  guestName: z.string(),
  hostName: z.string(),
  scheduledAt: instant,
  arrivedAt: instant.nullable(),
  late: z.boolean(),
});

export const reportsRouter = router({
  live: procedure
    .meta({
      permission: 'dashboard.read',
      openapi: { method: 'GET', path: '/reports/live', tags, summary: 'What goes on in the school at this moment' },
    })
    .output(
      z.object({
        day: z.string(),
        at: instant,
        timeZone: z.string(),
        counts: z.object({
          scheduled: count,
          waiting: count,
          in_progress: count,
          completed: count,
          cancelled: count,
          no_show: count,
        }),
        people: z.object({ expected: count, come: count }),
        late: z.object({ come: count, missing: count }),
        waiting: z.object({ total: count, items: z.array(visit) }),
        expected: z.array(visit),
        hosts: z.array(z.object({ hostId: z.number(), hostName: z.string(), visits: count, waiting: count })),
        backup: backupHealth.nullable(),
      }),
    )
    .query(({ ctx }) => liveDashboard(ctx.ctx)),

  visits: procedure
    .meta({
      permission: 'report.read',
      openapi: {
        method: 'GET',
        path: '/reports/visits',
        tags,
        summary: 'Visits, punctuality, waiting times, hosts and reviews of a day, week, month or any range',
      },
    })
    .input(reportPeriodSchema)
    .output(visitReportSchema)
    .query(({ ctx, input }) => visitReport(ctx.ctx, input)),
});
