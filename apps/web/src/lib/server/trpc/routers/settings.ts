import { z } from 'zod';
import { readSettings, settingsSchema, settingsUpdateSchema, updateSettings } from '@sowan/core/settings';
import { procedure, router } from '../init.ts';

const tags = ['settings'];

export const settingsRouter = router({
  /** What every page needs: whose guest book this is and its clock. */
  school: procedure
    .meta({
      permission: 'settings.read',
      limit: 'public',
      openapi: { method: 'GET', path: '/school', tags, summary: 'Name, language and time zone of the school' },
    })
    .output(
      z.object({
        organisationName: z.string(),
        timeZone: z.string(),
        locale: z.enum(['id', 'en', 'fr']),
        bookingMonthsAhead: z.number(),
      }),
    )
    .query(async ({ ctx }) => {
      const { organisationName, timeZone, locale, bookingMonthsAhead } = await readSettings(ctx.ctx.db);
      return { organisationName, timeZone, locale, bookingMonthsAhead };
    }),

  get: procedure
    .meta({
      permission: 'settings.manage',
      openapi: { method: 'GET', path: '/settings', tags, summary: 'All settings' },
    })
    .output(settingsSchema)
    .query(({ ctx }) => readSettings(ctx.ctx.db)),

  update: procedure
    .meta({
      permission: 'settings.manage',
      openapi: { method: 'PATCH', path: '/settings', tags, summary: 'Change settings' },
    })
    .input(settingsUpdateSchema)
    .output(settingsSchema)
    .mutation(({ ctx, input }) => updateSettings(ctx.ctx, input)),
});
