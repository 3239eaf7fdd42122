import { z } from 'zod';
import { closeDays, closeDaysSchema, listClosedDays, openDay } from '@sowan/core/closed-days';
import { procedure, router } from '../init.ts';
import { DONE, done } from '../schemas.ts';

const tags = ['settings'];

export const calendarRouter = router({
  closedDays: procedure
    .meta({
      permission: 'calendar.read',
      openapi: { method: 'GET', path: '/closed-days', tags, summary: 'Holidays and closing days from today on' },
    })
    .output(z.array(z.object({ day: z.string(), name: z.string() })))
    .query(({ ctx }) => listClosedDays(ctx.ctx)),

  close: procedure
    .meta({
      permission: 'settings.manage',
      openapi: { method: 'POST', path: '/closed-days', tags, summary: 'Close the school on a range of days' },
    })
    .input(closeDaysSchema)
    .output(z.object({ days: z.number(), appointments: z.number() }))
    .mutation(({ ctx, input }) => closeDays(ctx.ctx, input)),

  open: procedure
    .meta({
      permission: 'settings.manage',
      openapi: { method: 'DELETE', path: '/closed-days/{day}', tags, summary: 'Open the school on a closed day' },
    })
    .input(z.object({ day: z.iso.date() }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await openDay(ctx.ctx, input.day);
      return DONE;
    }),
});
