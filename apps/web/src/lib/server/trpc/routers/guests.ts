import { z } from 'zod';
import { lookUpPhone } from '@sowan/core/guests';
import { procedure, router } from '../init.ts';

export const guestsRouter = router({
  lookUpPhone: procedure
    .meta({
      permission: 'guest.read',
      openapi: {
        method: 'GET',
        path: '/guests/by-phone',
        tags: ['guests'],
        summary: 'A number as it would be stored, and whose it is',
      },
    })
    .input(z.object({ phone: z.string().max(30) }))
    .output(
      z.object({
        phone: z.string().nullable(),
        guest: z.object({ id: z.number(), name: z.string(), email: z.string().nullable() }).nullable(),
      }),
    )
    .query(({ ctx, input }) => lookUpPhone(ctx.ctx, input.phone)),
});
