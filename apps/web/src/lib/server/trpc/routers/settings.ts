import { z } from 'zod';
import {
  readSettings,
  removeLogo,
  setLogo,
  settingsSchema,
  settingsUpdateSchema,
  updateSettings,
} from '@sowan/core/settings';
import { procedure, router } from '../init.ts';
import { DONE, done } from '../schemas.ts';

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
        /** Of `/logo?v=…`; empty while there is none. */
        logoVersion: z.string(),
      }),
    )
    .query(async ({ ctx }) => {
      const { organisationName, timeZone, locale, bookingMonthsAhead, logoVersion } = await readSettings(ctx.ctx.db);
      return { organisationName, timeZone, locale, bookingMonthsAhead, logoVersion };
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

  setLogo: procedure
    .meta({
      permission: 'settings.manage',
      openapi: {
        method: 'PUT',
        path: '/settings/logo',
        tags,
        summary: 'Give the school a logo (base64, at most 4 MiB)',
      },
    })
    .input(z.object({ image: z.base64().max(6_000_000, 'picture_too_large') }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await setLogo(ctx.ctx, Buffer.from(input.image, 'base64'));
      return DONE;
    }),

  removeLogo: procedure
    .meta({
      permission: 'settings.manage',
      openapi: { method: 'DELETE', path: '/settings/logo', tags, summary: 'Remove the logo' },
    })
    .output(done)
    .mutation(async ({ ctx }) => {
      await removeLogo(ctx.ctx);
      return DONE;
    }),
});
