import { z } from 'zod';
import { pageInput, pageOf } from '@sowan/core';
import {
  attendanceSchema,
  closeEvent,
  createEvent,
  createEventSchema,
  getEvent,
  listAttendances,
  listEvents,
  recordAttendance,
  reopenEvent,
} from '@sowan/core/entrance';
import { procedure, router } from '../init.ts';
import { cardAnswer, DONE, done, id, instant } from '../schemas.ts';

const event = z.object({
  id: z.number(),
  name: z.string(),
  day: z.string(),
  present: z.number(),
  closedAt: instant.nullable(),
});
const attendance = z.object({ number: z.string(), name: z.string(), attendedAt: instant, desk: z.string() });
const tags = ['entrance'];

export const entranceRouter = router({
  create: procedure
    .meta({
      permission: 'attendance.record',
      openapi: { method: 'POST', path: '/card-events', tags, summary: 'An event whose entrance scans member cards' },
    })
    .input(createEventSchema)
    .output(z.object({ id: z.number() }))
    .mutation(({ ctx, input }) => createEvent(ctx.ctx, input)),

  list: procedure
    .meta({
      permission: 'attendance.read',
      openapi: { method: 'GET', path: '/card-events', tags, summary: 'Events, the latest day first' },
    })
    .input(pageInput)
    .output(pageOf(event))
    .query(({ ctx, input }) => listEvents(ctx.ctx, input)),

  get: procedure
    .meta({
      permission: 'attendance.read',
      openapi: { method: 'GET', path: '/card-events/{id}', tags, summary: 'An event and how many came' },
    })
    .input(z.object({ id }))
    .output(event)
    .query(({ ctx, input }) => getEvent(ctx.ctx, input.id)),

  close: procedure
    .meta({
      permission: 'attendance.record',
      openapi: {
        method: 'POST',
        path: '/card-events/{id}/close',
        tags,
        summary: 'End the scanning; what was recorded stays',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await closeEvent(ctx.ctx, input.id);
      return DONE;
    }),

  reopen: procedure
    .meta({
      permission: 'attendance.record',
      openapi: { method: 'POST', path: '/card-events/{id}/reopen', tags, summary: 'Let cards be scanned again' },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await reopenEvent(ctx.ctx, input.id);
      return DONE;
    }),

  attendances: procedure
    .meta({
      permission: 'attendance.read',
      openapi: { method: 'GET', path: '/card-events/{id}/attendances', tags, summary: 'Who came, the last first' },
    })
    .input(pageInput.extend({ id }))
    .output(pageOf(attendance))
    .query(({ ctx, input: { id: eventId, ...page } }) => listAttendances(ctx.ctx, eventId, page)),

  record: procedure
    .meta({
      permission: 'attendance.record',
      openapi: {
        method: 'POST',
        path: '/card-events/{id}/attendances',
        tags,
        summary: 'Scan a member’s card: records the member once, or says why not',
      },
    })
    .input(attendanceSchema.extend({ id }))
    .output(
      z.object({
        outcome: z.enum(['recorded', 'again', 'refused']),
        card: cardAnswer,
        attendedAt: instant.nullable(),
        desk: z.string().nullable(),
      }),
    )
    .mutation(({ ctx, input: { id: eventId, ...scan } }) => recordAttendance(ctx.ctx, eventId, scan)),
});
