import { z } from 'zod';
import {
  endOtherSessions,
  endOwnSession,
  getOwnAccount,
  listOwnSessions,
  updateOwnAccount,
  updateOwnAccountSchema,
} from '@sowan/core/account';
import { procedure, router } from '../init.ts';
import { DONE, done, instant } from '../schemas.ts';

const tags = ['account'];
const permission = 'account.own';

export const accountRouter = router({
  get: procedure
    .meta({ permission, openapi: { method: 'GET', path: '/account', tags, summary: 'My account' } })
    .output(
      z.object({
        name: z.string(),
        email: z.string(),
        role: z.enum(['admin', 'host', 'receptionist']),
        locale: z.enum(['id', 'en', 'fr']),
        phone: z.string().nullable(),
        mustChangePassword: z.boolean(),
      }),
    )
    .query(({ ctx }) => getOwnAccount(ctx.ctx)),

  update: procedure
    .meta({
      permission,
      openapi: { method: 'PATCH', path: '/account', tags, summary: 'Change my name, number and language' },
    })
    .input(updateOwnAccountSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await updateOwnAccount(ctx.ctx, input);
      return DONE;
    }),

  sessions: procedure
    .meta({
      permission,
      openapi: { method: 'GET', path: '/account/sessions', tags, summary: 'Where I am logged in' },
    })
    .output(
      z.array(
        z.object({
          id: z.string(),
          current: z.boolean(),
          userAgent: z.string().nullable(),
          createdAt: instant.nullable(),
          lastSeenAt: instant.nullable(),
        }),
      ),
    )
    .query(({ ctx }) => listOwnSessions(ctx.ctx, ctx.sessionHash)),

  endSession: procedure
    .meta({
      permission,
      openapi: { method: 'DELETE', path: '/account/sessions/{id}', tags, summary: 'Log me out there' },
    })
    .input(z.object({ id: z.string().min(1).max(64) }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await endOwnSession(ctx.ctx, input.id);
      return DONE;
    }),

  endOtherSessions: procedure
    .meta({
      permission,
      openapi: { method: 'DELETE', path: '/account/sessions', tags, summary: 'Log me out everywhere else' },
    })
    .output(z.object({ ended: z.number() }))
    .mutation(async ({ ctx }) => ({ ended: await endOtherSessions(ctx.ctx, ctx.sessionHash) })),
});
