import { z } from 'zod';
import { createApiToken, createApiTokenSchema, listApiTokens, revokeApiToken } from '@sowan/core/api-tokens';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const tags = ['tokens'];

export const tokensRouter = router({
  list: procedure
    .meta({ permission: 'token.manage', openapi: { method: 'GET', path: '/tokens', tags, summary: 'API tokens' } })
    .output(
      z.array(
        z.object({
          id: z.number(),
          name: z.string(),
          hint: z.string(),
          scopes: z.array(z.string()),
          state: z.enum(['active', 'expired', 'revoked', 'idle']),
          madeBy: z.string(),
          createdAt: instant,
          expiresAt: instant.nullable(),
          revokedAt: instant.nullable(),
          lastUsedAt: instant.nullable(),
        }),
      ),
    )
    .query(({ ctx }) => listApiTokens(ctx.ctx)),

  create: procedure
    .meta({
      permission: 'token.manage',
      openapi: { method: 'POST', path: '/tokens', tags, summary: 'Make an API token; its secret is told this once' },
    })
    .input(createApiTokenSchema)
    .output(z.object({ id: z.number(), secret: z.string() }))
    .mutation(({ ctx, input }) => createApiToken(ctx.ctx, input)),

  revoke: procedure
    .meta({
      permission: 'token.manage',
      openapi: { method: 'DELETE', path: '/tokens/{id}', tags, summary: 'Revoke an API token' },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await revokeApiToken(ctx.ctx, input.id);
      return DONE;
    }),
});
