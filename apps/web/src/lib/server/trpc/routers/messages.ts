import { z } from 'zod';
import {
  cancelMessage,
  getMessage,
  listMessages,
  listMessagesSchema,
  retryMessage,
  writeByHand,
} from '@sowan/core/messages';
import { pageOf } from '@sowan/core';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const status = z.enum(['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'cancelled']);

export const ledgerRow = z.object({
  id: z.number(),
  channel: z.enum(['whatsapp', 'email']),
  kind: z.string(),
  recipient: z.string(),
  status,
  reason: z.string().nullable(),
  attempts: z.number(),
  createdAt: instant,
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  readAt: instant.nullable(),
});

const listed = ledgerRow.extend({
  appointmentId: z.number().nullable(),
  guestId: z.number().nullable(),
  guestName: z.string().nullable(),
  hostName: z.string().nullable(),
  session: z.object({ id: z.number(), name: z.string() }).nullable(),
  notBefore: instant.nullable(),
  failedAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  actions: z.array(z.enum(['retry', 'cancel', 'share'])),
});

const step = z.object({
  step: z.enum(['written', 'tried', 'sent', 'delivered', 'read', 'failed', 'retried', 'cancelled']),
  at: instant,
  by: z.string().nullable(),
  reason: z.string().nullable(),
});

const tags = ['messages'];
const byId = z.object({ id });

export const messagesRouter = router({
  list: procedure
    .meta({
      permission: 'message.manage',
      openapi: { method: 'GET', path: '/messages', tags, summary: 'The ledger of all messages' },
    })
    .input(listMessagesSchema)
    .output(pageOf(listed))
    .query(({ ctx, input }) => listMessages(ctx.ctx, input)),

  get: procedure
    .meta({
      permission: 'message.manage',
      openapi: { method: 'GET', path: '/messages/{id}', tags, summary: 'One message and what happened to it' },
    })
    .input(byId)
    .output(
      listed.extend({
        subject: z.string().nullable(),
        body: z.string(),
        hasPass: z.boolean(),
        file: z.object({ name: z.string(), mime: z.string() }).nullable(),
        shareUrl: z.string().nullable(),
        timeline: z.array(step),
      }),
    )
    .query(({ ctx, input }) => getMessage(ctx.ctx, input.id)),

  write: procedure
    .meta({
      permission: 'message.manage',
      openapi: { method: 'POST', path: '/messages', tags, summary: 'Write a WhatsApp message to one person by hand' },
    })
    .input(
      z.object({
        to: z.string(),
        text: z.string().optional(),
        sessionId: id.optional(),
        file: z.object({ name: z.string(), mime: z.string(), base64: z.base64('invalid') }).optional(),
      }),
    )
    .output(z.object({ id: z.number() }))
    .mutation(({ ctx, input: { file, ...input } }) =>
      writeByHand(ctx.ctx, {
        ...input,
        ...(file && { file: { name: file.name, mime: file.mime, bytes: Buffer.from(file.base64, 'base64') } }),
      }),
    ),

  retry: procedure
    .meta({
      permission: 'message.manage',
      openapi: { method: 'POST', path: '/messages/{id}/retry', tags, summary: 'Try a failed message again' },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await retryMessage(ctx.ctx, input.id);
      return DONE;
    }),

  cancel: procedure
    .meta({
      permission: 'message.manage',
      openapi: { method: 'POST', path: '/messages/{id}/cancel', tags, summary: 'Call a waiting message off' },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await cancelMessage(ctx.ctx, input.id);
      return DONE;
    }),
});
