import { z } from 'zod';
import { pageOf } from '@sowan/core';
import { listInbound, listInboundSchema, resumeGuest, WA_CONTENT_TYPES } from '@sowan/core/whatsapp';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const inbound = z.object({
  id: z.number(),
  session: z.object({ id: z.number(), name: z.string() }),
  phone: z.string().nullable(),
  pushName: z.string().nullable(),
  contentType: z.enum(WA_CONTENT_TYPES),
  mediaType: z.string().nullable(),
  text: z.string().nullable(),
  receivedAt: instant,
  guest: z.object({ id: z.number(), name: z.string(), stopped: z.boolean() }).nullable(),
});

const tags = ['whatsapp'];

export const inboxRouter = router({
  list: procedure
    .meta({
      permission: 'message.manage',
      openapi: { method: 'GET', path: '/whatsapp/inbox', tags, summary: 'What phones have written to the school' },
    })
    .input(listInboundSchema)
    .output(pageOf(inbound))
    .query(({ ctx, input }) => listInbound(ctx.ctx, input)),

  resumeGuest: procedure
    .meta({
      permission: 'message.manage',
      openapi: {
        method: 'POST',
        path: '/guests/{id}/whatsapp/resume',
        tags,
        summary: 'Take back the STOP of a guest who has asked for it',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await resumeGuest(ctx.ctx, input.id);
      return DONE;
    }),
});
