import { z } from 'zod';
import { unsubscribeMember } from '@sowan/core/members';
import { procedure, router } from '../init.ts';

export const unsubscribeRouter = router({
  stop: procedure
    .meta({
      permission: 'member.unsubscribe',
      limit: 'public',
      openapi: {
        method: 'POST',
        path: '/unsubscribe/{token}',
        tags: ['members'],
        summary: 'End mail that goes to many members at once',
      },
    })
    .input(z.object({ token: z.string().min(1).max(100) }))
    .output(z.void())
    .mutation(({ ctx, input }) => unsubscribeMember(ctx.ctx, input.token)),
});
