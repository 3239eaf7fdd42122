import { z } from 'zod';
import { pageOf } from '@sowan/core';
import {
  eraseGuest,
  exportGuest,
  getGuest,
  listGuests,
  listGuestsSchema,
  lookUpPhone,
  suggestGuests,
  updateGuest,
  updateGuestSchema,
} from '@sowan/core/guests';
import { messagesOfGuest } from '@sowan/core/messages';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';
import { ledgerRow } from './messages.ts';

const tags = ['guests'];
const locale = z.enum(['id', 'en', 'fr']);
const person = z.object({
  id: z.number(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
});

export const guestsRouter = router({
  list: procedure
    .meta({
      permission: 'guest.read',
      openapi: { method: 'GET', path: '/guests', tags, summary: 'Guests by name or phone, paged' },
    })
    .input(listGuestsSchema)
    .output(pageOf(person.extend({ locale, visits: z.number(), lastVisit: instant.nullable() })))
    .query(({ ctx, input }) => listGuests(ctx.ctx, input)),

  suggest: procedure
    .meta({
      permission: 'guest.read',
      openapi: {
        method: 'GET',
        path: '/guests/suggestions',
        tags,
        summary: 'A few guests, as a name or phone is typed',
      },
    })
    .input(z.object({ q: z.string().max(80) }))
    .output(z.array(person))
    .query(({ ctx, input }) => suggestGuests(ctx.ctx, input.q)),

  lookUpPhone: procedure
    .meta({
      permission: 'guest.read',
      openapi: {
        method: 'GET',
        path: '/guests/by-phone',
        tags,
        summary: 'A number as it would be stored, and whose it is',
      },
    })
    .input(z.object({ phone: z.string().max(30) }))
    .output(
      z.object({
        phone: z.string().nullable(),
        guest: z.object({ id: z.number(), name: z.string(), email: z.string().nullable() }).nullable(),
      }),
    )
    .query(({ ctx, input }) => lookUpPhone(ctx.ctx, input.phone)),

  get: procedure
    .meta({
      permission: 'guest.read',
      openapi: { method: 'GET', path: '/guests/{id}', tags, summary: 'One guest' },
    })
    .input(z.object({ id }))
    .output(person.extend({ locale, whatsappStoppedAt: instant.nullable(), createdAt: instant }))
    .query(({ ctx, input }) => getGuest(ctx.ctx, input.id)),

  messages: procedure
    .meta({
      permission: 'message.read',
      openapi: { method: 'GET', path: '/guests/{id}/messages', tags, summary: 'What a guest was sent, newest first' },
    })
    .input(z.object({ id }))
    .output(z.array(ledgerRow))
    .query(({ ctx, input }) => messagesOfGuest(ctx.ctx, input.id)),

  update: procedure
    .meta({
      permission: 'guest.edit',
      openapi: { method: 'PUT', path: '/guests/{id}', tags, summary: 'Correct what is stored of a guest' },
    })
    .input(updateGuestSchema.extend({ id }))
    .output(done)
    .mutation(async ({ ctx, input: { id: guestId, ...guest } }) => {
      await updateGuest(ctx.ctx, guestId, { ...guest, email: guest.email ?? '' });
      return DONE;
    }),

  export: procedure
    .meta({
      permission: 'guest.erase',
      openapi: { method: 'GET', path: '/guests/{id}/export', tags, summary: 'Everything held about a guest' },
    })
    .input(z.object({ id }))
    .output(z.object({ guest: z.record(z.string(), z.unknown()) }).catchall(z.unknown()))
    .query(({ ctx, input }) => exportGuest(ctx.ctx, input.id)),

  erase: procedure
    .meta({
      permission: 'guest.erase',
      openapi: {
        method: 'DELETE',
        path: '/guests/{id}',
        tags,
        summary: 'Forget who a guest was; the visits stay in the count',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await eraseGuest(ctx.ctx, input.id);
      return DONE;
    }),
});
