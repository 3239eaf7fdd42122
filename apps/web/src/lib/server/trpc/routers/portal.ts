import { z } from 'zod';
import { pageInput, pageOf, type Ctx } from '@sowan/core';
import {
  guestLinkSchema,
  guestLogInSchema,
  guestPasswordSchema,
  listOwnVisits,
  logInGuest,
  requestGuestLink,
  setGuestPassword,
} from '@sowan/core/portal';
import { forgive, numberKey, throttle } from '../../throttle.ts';
import { procedure, router } from '../init.ts';
import { appointmentStatus, DONE, done, instant } from '../schemas.ts';

const tags = ['portal'];
const guestKey = async (ctx: Pick<Ctx, 'db'>, phone: string) => `guest-${await numberKey(ctx, phone)}`;

export const portalRouter = router({
  requestLink: procedure
    .meta({
      permission: 'portal.enter',
      limit: 'recover',
      openapi: {
        method: 'POST',
        path: '/portal/links',
        tags,
        summary: 'Send a guest the link that sets the password; answers alike whether or not the number is known',
      },
    })
    .input(guestLinkSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await throttle(ctx.shared, 'recoverAccount', await guestKey(ctx.ctx, input.phone));
      // Answered before the work is done: the time it takes would tell whether the number is known.
      requestGuestLink(ctx.ctx, input).catch((error: unknown) =>
        ctx.shared.log.error({ err: error }, 'guest link not sent'),
      );
      return DONE;
    }),

  setPassword: procedure
    .meta({
      permission: 'portal.enter',
      limit: 'recover',
      openapi: { method: 'POST', path: '/portal/links/use', tags, summary: 'Set the password by a link, and log in' },
    })
    .input(guestPasswordSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { guestId } = await setGuestPassword(ctx.ctx, input);
      await ctx.guestSession.start(guestId);
      return DONE;
    }),

  logIn: procedure
    .meta({
      permission: 'portal.enter',
      limit: 'login',
      openapi: { method: 'POST', path: '/portal/session', tags, summary: 'Log in as a guest' },
    })
    .input(guestLogInSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const key = await guestKey(ctx.ctx, input.phone);
      await throttle(ctx.shared, 'account', key);
      const { guestId } = await logInGuest(ctx.ctx, input);
      await forgive(ctx.shared, 'account', key);
      await forgive(ctx.shared, 'login', ctx.address);
      await ctx.guestSession.start(guestId);
      return DONE;
    }),

  logOut: procedure
    .meta({
      permission: 'portal.own',
      openapi: { method: 'DELETE', path: '/portal/session', tags, summary: 'End a guest’s session' },
    })
    .output(done)
    .mutation(async ({ ctx }) => {
      await ctx.guestSession.end();
      return DONE;
    }),

  visits: procedure
    .meta({
      permission: 'portal.own',
      openapi: { method: 'GET', path: '/portal/visits', tags, summary: 'A guest’s own appointments, latest first' },
    })
    .input(pageInput)
    .output(
      pageOf(
        z.object({
          id: z.number(),
          hostName: z.string(),
          purpose: z.string(),
          scheduledAt: instant,
          status: appointmentStatus,
          arrivedAt: instant.nullable(),
          token: z.string().nullable(),
        }),
      ),
    )
    .query(({ ctx, input }) => listOwnVisits(ctx.ctx, input)),
});
