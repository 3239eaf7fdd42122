import { z } from 'zod';
import { commandWaSession, listWaReplicas, listWaSessions, whatsappStatus } from '@sowan/core/whatsapp';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const action = z.enum(['start', 'stop', 'restart', 'log_out', 'pair']);
const status = z.enum(['stopped', 'connecting', 'pairing', 'connected', 'disconnected', 'failed']);
const tags = ['whatsapp'];

export const whatsappRouter = router({
  sessions: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'GET',
        path: '/whatsapp/sessions',
        tags,
        summary: 'WhatsApp sessions and what may be done to each',
      },
    })
    .output(
      z.array(
        z.object({
          id: z.number(),
          name: z.string(),
          isDefault: z.boolean(),
          status,
          linkedPhone: z.string().nullable(),
          linkedName: z.string().nullable(),
          failureReason: z.string().nullable(),
          statusAt: instant,
          gatewayUp: z.boolean(),
          actions: z.array(action),
        }),
      ),
    )
    .query(({ ctx }) => listWaSessions(ctx.ctx)),

  command: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'POST',
        path: '/whatsapp/sessions/{id}/commands',
        tags,
        summary: 'Start, stop, restart (new QR), log out, or pair by code',
      },
    })
    .input(z.object({ id, action, phone: z.string().max(30).optional() }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await commandWaSession(ctx.ctx, input.id, { action: input.action, phone: input.phone });
      return DONE;
    }),

  replicas: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: { method: 'GET', path: '/whatsapp/replicas', tags, summary: 'Gateway processes, up and down' },
    })
    .output(
      z.array(
        z.object({
          id: z.string(),
          host: z.string(),
          state: z.enum(['up', 'stopping', 'down']),
          sessions: z.number(),
          startedAt: instant,
          seenAt: instant,
        }),
      ),
    )
    .query(({ ctx }) => listWaReplicas(ctx.ctx)),

  status: procedure
    .meta({
      permission: 'whatsapp.status',
      openapi: { method: 'GET', path: '/whatsapp/status', tags, summary: 'Can messages go out?' },
    })
    .output(z.object({ connected: z.boolean(), failureReason: z.string().nullable() }))
    .query(({ ctx }) => whatsappStatus(ctx.ctx)),
});
