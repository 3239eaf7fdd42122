import { z } from 'zod';
import { askToCancel } from '@sowan/core/appointments';
import { viewPass } from '@sowan/core/passes';
import { procedure, router } from '../init.ts';
import { appointmentStatus, DONE, done, instant } from '../schemas.ts';
import { followPass } from '../streams.ts';

const byToken = z.object({ token: z.string().min(1).max(200) });
const view = z.object({
  token: z.string(),
  kind: z.enum(['appointment', 'guest', 'member']),
  valid: z.boolean(),
  organisationName: z.string(),
  timeZone: z.string(),
  guestName: z.string(),
  place: z.object({ address: z.string(), directions: z.string(), mapLink: z.string() }),
  appointment: z
    .object({
      status: appointmentStatus,
      hostName: z.string(),
      purpose: z.string(),
      companions: z.number(),
      scheduledAt: instant,
      arrivedAt: instant.nullable(),
      hostAnswer: z.enum(['coming', 'soon', 'colleague']).nullable(),
      cancelRequestedAt: instant.nullable(),
      createdAt: instant,
      updatedAt: instant,
    })
    .nullable(),
});

export const passesRouter = router({
  view: procedure
    .meta({
      permission: 'pass.view',
      limit: 'public',
      openapi: {
        method: 'GET',
        path: '/passes/{token}',
        tags: ['passes'],
        summary: 'What a pass is for, to its holder',
      },
    })
    .input(byToken)
    .output(view)
    .query(({ ctx, input }) => viewPass(ctx.ctx, input.token)),

  askToCancel: procedure
    .meta({
      permission: 'pass.view',
      limit: 'public',
      openapi: {
        method: 'POST',
        path: '/passes/{token}/cancel-request',
        tags: ['passes'],
        summary: 'Ask the host to call the visit off',
      },
    })
    .input(byToken)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await askToCancel(ctx.ctx, input.token);
      return DONE;
    }),

  follow: procedure
    .meta({ permission: 'pass.view', limit: 'public' })
    .input(byToken)
    .subscription(({ ctx, input, signal }) => followPass(ctx, input.token, signal)),
});
