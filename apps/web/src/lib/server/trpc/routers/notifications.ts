import { z } from 'zod';
import { pageInput, pageOf } from '@sowan/core';
import {
  deleteNotifications,
  listNotifications,
  markNotificationsRead,
  noticePreferences,
  noticePreferencesSchema,
  setNoticePreferences,
} from '@sowan/core/notifications';
import { procedure, router } from '../init.ts';
import { id, instant } from '../schemas.ts';

const notification = z.object({
  id: z.number(),
  kind: z.string(),
  appointmentId: z.number().nullable(),
  data: z.record(z.string(), z.unknown()),
  readAt: instant.nullable(),
  createdAt: instant,
});

const preferences = z.object({ arrivalByWhatsapp: z.boolean(), phone: z.string().nullable() });
const tags = ['notifications'];

export const notificationsRouter = router({
  list: procedure
    .meta({
      permission: 'notification.own',
      openapi: { method: 'GET', path: '/notifications', tags, summary: 'My notifications, newest first' },
    })
    .input(pageInput)
    .output(pageOf(notification).extend({ unread: z.number() }))
    .query(({ ctx, input }) => listNotifications(ctx.ctx, input)),

  markRead: procedure
    .meta({
      permission: 'notification.own',
      openapi: { method: 'POST', path: '/notifications/read', tags, summary: 'Mark notifications as read' },
    })
    .input(z.object({ ids: z.union([z.literal('all'), z.array(z.int().positive()).min(1).max(200)]) }))
    .output(z.object({ marked: z.number() }))
    .mutation(async ({ ctx, input }) => ({ marked: await markNotificationsRead(ctx.ctx, input.ids) })),

  preferences: procedure
    .meta({
      permission: 'notification.own',
      openapi: { method: 'GET', path: '/notifications/preferences', tags, summary: 'How I am told of arriving guests' },
    })
    .output(preferences)
    .query(({ ctx }) => noticePreferences(ctx.ctx)),

  setPreferences: procedure
    .meta({
      permission: 'notification.own',
      openapi: {
        method: 'PUT',
        path: '/notifications/preferences',
        tags,
        summary: 'Choose how I am told of arriving guests',
      },
    })
    .input(noticePreferencesSchema)
    .output(preferences)
    .mutation(({ ctx, input }) => setNoticePreferences(ctx.ctx, input)),

  remove: procedure
    .meta({
      permission: 'notification.own',
      openapi: { method: 'DELETE', path: '/notifications/{id}', tags, summary: 'Delete a notification of mine' },
    })
    .input(z.object({ id }))
    .output(z.object({ deleted: z.number() }))
    .mutation(async ({ ctx, input }) => ({ deleted: await deleteNotifications(ctx.ctx, [input.id]) })),

  removeRead: procedure
    .meta({
      permission: 'notification.own',
      openapi: { method: 'DELETE', path: '/notifications', tags, summary: 'Delete all that I have read' },
    })
    .output(z.object({ deleted: z.number() }))
    .mutation(async ({ ctx }) => ({ deleted: await deleteNotifications(ctx.ctx, 'read') })),
});
