import { z } from 'zod';
import {
  commandWaSession,
  createWaSession,
  deleteWaSession,
  listWaReplicas,
  listWaSessions,
  makeDefaultWaSession,
  pauseSending,
  readSendingSettings,
  renameWaSession,
  resumeSending,
  sendingSettingsSchema,
  sendingSettingsUpdateSchema,
  sessionNameSchema,
  updateSendingSettings,
  whatsappStatus,
} from '@sowan/core/whatsapp';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const action = z.enum(['start', 'stop', 'restart', 'log_out', 'pair']);
const sessionAction = z.enum([...action.options, 'make_default', 'delete']);
const status = z.enum(['stopped', 'connecting', 'pairing', 'connected', 'disconnected', 'failed']);
const tags = ['whatsapp'];
const byId = z.object({ id });
const name = sessionNameSchema;

const sendingSettings = sendingSettingsSchema.extend({
  sessionId: z.number(),
  newContactsToday: z.number(),
  paused: z.boolean(),
  breaker: z.object({
    state: z.enum(['closed', 'open', 'half_open']),
    reason: z.string().nullable(),
    openUntil: instant.nullable(),
    trips: z.number(),
  }),
});

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
          waiting: z.number(),
          actions: z.array(sessionAction),
        }),
      ),
    )
    .query(({ ctx }) => listWaSessions(ctx.ctx)),

  create: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: { method: 'POST', path: '/whatsapp/sessions', tags, summary: 'Make a session for another number' },
    })
    .input(z.object({ name }))
    .output(z.object({ id: z.number() }))
    .mutation(({ ctx, input }) => createWaSession(ctx.ctx, input)),

  rename: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: { method: 'PATCH', path: '/whatsapp/sessions/{id}', tags, summary: 'Give a session another name' },
    })
    .input(byId.extend({ name }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await renameWaSession(ctx.ctx, input.id, input);
      return DONE;
    }),

  makeDefault: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'POST',
        path: '/whatsapp/sessions/{id}/default',
        tags,
        summary: 'Let this session send what names none',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await makeDefaultWaSession(ctx.ctx, input.id);
      return DONE;
    }),

  remove: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'DELETE',
        path: '/whatsapp/sessions/{id}',
        tags,
        summary: 'Delete a session that no phone is linked to, with its inbox',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await deleteWaSession(ctx.ctx, input.id);
      return DONE;
    }),

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

  sendingSettings: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'GET',
        path: '/whatsapp/sessions/{id}/sending',
        tags,
        summary: 'Pace, quota and what holds up the sending of a session',
      },
    })
    .input(byId)
    .output(sendingSettings)
    .query(({ ctx, input }) => readSendingSettings(ctx.ctx, input.id)),

  updateSendingSettings: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'PATCH',
        path: '/whatsapp/sessions/{id}/sending',
        tags,
        summary: 'Change the pace, the quota or the client version',
      },
    })
    .input(sendingSettingsUpdateSchema.extend({ id }))
    .output(sendingSettings)
    .mutation(({ ctx, input: { id: sessionId, ...changes } }) => updateSendingSettings(ctx.ctx, sessionId, changes)),

  pauseSending: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'POST',
        path: '/whatsapp/sessions/{id}/sending/pause',
        tags,
        summary: 'Send nothing for now; messages wait',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await pauseSending(ctx.ctx, input.id);
      return DONE;
    }),

  resumeSending: procedure
    .meta({
      permission: 'whatsapp.manage',
      openapi: {
        method: 'POST',
        path: '/whatsapp/sessions/{id}/sending/resume',
        tags,
        summary: 'Send again, also when the breaker is open',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await resumeSending(ctx.ctx, input.id);
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
