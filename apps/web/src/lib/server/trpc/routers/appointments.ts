import { z } from 'zod';
import { pageOf } from '@sowan/core';
import {
  answerArrival,
  bookAppointment,
  bookAppointmentSchema,
  cancelAppointment,
  conflictsSchema,
  countAppointments,
  countAppointmentsSchema,
  exportAppointments,
  findAppointments,
  findAppointmentsSchema,
  findConflicts,
  finishVisit,
  getAppointment,
  handOverAppointment,
  hostAnswerSchema,
  listAppointments,
  listAppointmentsSchema,
  meetGuest,
  passOfAppointment,
  reissuePass,
  rescheduleAppointment,
  rescheduleSchema,
} from '@sowan/core/appointments';
import { messagesOfAppointment } from '@sowan/core/messages';
import { procedure, router } from '../init.ts';
import { appointmentStatus, DONE, done, id, instant } from '../schemas.ts';
import { ledgerRow } from './messages.ts';

const appointment = z.object({
  id: z.number(),
  hostId: z.number(),
  hostName: z.string(),
  guestId: z.number(),
  guestName: z.string(),
  guestPhone: z.string().nullable(),
  purpose: z.string(),
  companions: z.number(),
  scheduledAt: instant,
  status: appointmentStatus,
  arrivedAt: instant.nullable(),
  metAt: instant.nullable(),
  completedAt: instant.nullable(),
  hostAnswer: hostAnswerSchema.nullable(),
  hostAnsweredAt: instant.nullable(),
  escalatedAt: instant.nullable(),
  cancelRequestedAt: instant.nullable(),
  late: z.boolean(),
});
const dayCounts = z.object({ day: z.string(), counts: z.record(appointmentStatus, z.number()) });
const nearby = appointment.pick({ id: true, guestName: true, purpose: true, scheduledAt: true, status: true });

const tags = ['appointments'];
const byId = z.object({ id });

export const appointmentsRouter = router({
  book: procedure
    .meta({
      permission: 'appointment.book',
      openapi: { method: 'POST', path: '/appointments', tags, summary: 'Book a visit; the guest gets a pass' },
    })
    .input(bookAppointmentSchema)
    .output(z.object({ id: z.number(), guestId: z.number(), guestName: z.string(), passToken: z.string() }))
    .mutation(({ ctx, input }) =>
      bookAppointment(ctx.ctx, {
        ...input,
        scheduledAt: input.scheduledAt.toISOString(),
        guestEmail: input.guestEmail ?? '',
      }),
    ),

  list: procedure
    .meta({
      permission: 'appointment.read',
      openapi: { method: 'GET', path: '/appointments', tags, summary: 'Appointments of a day, or from today on' },
    })
    .input(listAppointmentsSchema)
    .output(z.object({ items: z.array(appointment), nextCursor: z.string().nullable() }))
    .query(({ ctx, input }) => listAppointments(ctx.ctx, input)),

  find: procedure
    .meta({
      permission: 'appointment.read',
      openapi: { method: 'GET', path: '/visits', tags, summary: 'Appointments, filtered and paged' },
    })
    .input(findAppointmentsSchema)
    .output(pageOf(appointment))
    .query(({ ctx, input }) => findAppointments(ctx.ctx, input)),

  counts: procedure
    .meta({
      permission: 'appointment.read',
      openapi: { method: 'GET', path: '/visits/counts', tags, summary: 'Appointments of each day by status' },
    })
    .input(countAppointmentsSchema)
    .output(z.array(dayCounts))
    .query(({ ctx, input }) => countAppointments(ctx.ctx, input)),

  exportCsv: procedure
    .meta({
      permission: 'appointment.read',
      openapi: { method: 'GET', path: '/visits/csv', tags, summary: 'Appointments, filtered, as CSV' },
    })
    .input(findAppointmentsSchema.omit({ page: true, pageSize: true }))
    .output(z.object({ csv: z.string() }))
    .query(async ({ ctx, input }) => ({ csv: await exportAppointments(ctx.ctx, input) })),

  conflicts: procedure
    .meta({
      permission: 'appointment.book',
      openapi: { method: 'GET', path: '/visits/conflicts', tags, summary: "The host's other visits close to a time" },
    })
    .input(conflictsSchema)
    .output(z.array(nearby))
    .query(({ ctx, input }) => findConflicts(ctx.ctx, { ...input, scheduledAt: input.scheduledAt.toISOString() })),

  reschedule: procedure
    .meta({
      permission: 'appointment.conduct',
      openapi: {
        method: 'POST',
        path: '/appointments/{id}/reschedule',
        tags,
        summary: 'Move a visit to another time; the pass stays valid and the guest is told',
      },
    })
    .input(rescheduleSchema.extend({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await rescheduleAppointment(ctx.ctx, input.id, { scheduledAt: input.scheduledAt.toISOString() });
      return DONE;
    }),

  handOver: procedure
    .meta({
      permission: 'appointment.hand-over',
      openapi: {
        method: 'POST',
        path: '/appointments/{id}/hand-over',
        tags,
        summary: 'Give a visit to another host; both hosts and the guest are told',
      },
    })
    .input(z.object({ id, hostId: id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await handOverAppointment(ctx.ctx, input.id, input.hostId);
      return DONE;
    }),

  answer: procedure
    .meta({
      permission: 'appointment.conduct',
      openapi: {
        method: 'POST',
        path: '/appointments/{id}/answer',
        tags,
        summary: "The host's answer while the guest waits: coming, in ten minutes, or a colleague is wanted",
      },
    })
    .input(z.object({ id, answer: hostAnswerSchema }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await answerArrival(ctx.ctx, input.id, input.answer);
      return DONE;
    }),

  get: procedure
    .meta({
      permission: 'appointment.read',
      openapi: { method: 'GET', path: '/appointments/{id}', tags, summary: 'One appointment' },
    })
    .input(byId)
    .output(appointment)
    .query(({ ctx, input }) => getAppointment(ctx.ctx, input.id)),

  pass: procedure
    .meta({
      permission: 'appointment.read',
      openapi: {
        method: 'GET',
        path: '/appointments/{id}/pass',
        tags,
        summary: "An appointment's pass, to share by hand",
      },
    })
    .input(byId)
    .output(z.object({ token: z.string(), link: z.string(), shareUrl: z.string().nullable() }))
    .query(({ ctx, input }) => passOfAppointment(ctx.ctx, input.id)),

  messages: procedure
    .meta({
      permission: 'message.read',
      openapi: {
        method: 'GET',
        path: '/appointments/{id}/messages',
        tags,
        summary: 'What the guest was sent, and how far it came',
      },
    })
    .input(byId)
    .output(z.array(ledgerRow))
    .query(async ({ ctx, input }) => {
      await getAppointment(ctx.ctx, input.id);
      return messagesOfAppointment(ctx.ctx, input.id);
    }),

  meet: procedure
    .meta({
      permission: 'appointment.conduct',
      openapi: { method: 'POST', path: '/appointments/{id}/meet', tags, summary: 'The host has met the guest' },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await meetGuest(ctx.ctx, input.id);
      return DONE;
    }),

  finish: procedure
    .meta({
      permission: 'appointment.conduct',
      openapi: {
        method: 'POST',
        path: '/appointments/{id}/finish',
        tags,
        summary: 'The meeting is over; the guest is asked for feedback',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await finishVisit(ctx.ctx, input.id);
      return DONE;
    }),

  reissuePass: procedure
    .meta({
      permission: 'appointment.conduct',
      openapi: {
        method: 'POST',
        path: '/appointments/{id}/pass',
        tags,
        summary: 'Give the guest another pass: the old one is revoked, the new one sent',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await reissuePass(ctx.ctx, input.id);
      return DONE;
    }),

  cancel: procedure
    .meta({
      permission: 'appointment.conduct',
      openapi: {
        method: 'POST',
        path: '/appointments/{id}/cancel',
        tags,
        summary: 'Call a visit off; the pass is revoked and the guest told',
      },
    })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await cancelAppointment(ctx.ctx, input.id);
      return DONE;
    }),
});
