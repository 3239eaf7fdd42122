import { z } from 'zod';
import {
  bookAppointment,
  bookAppointmentSchema,
  cancelAppointment,
  finishVisit,
  getAppointment,
  listAppointments,
  listAppointmentsSchema,
  meetGuest,
  passOfAppointment,
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
  late: z.boolean(),
});

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
