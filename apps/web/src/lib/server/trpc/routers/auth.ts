import { z } from 'zod';
import {
  accessChanged,
  changePassword,
  changePasswordSchema,
  isSetUp,
  logIn,
  logInSchema,
  recoverPassword,
  recoverPasswordSchema,
  requestPasswordLink,
  requestPasswordLinkSchema,
  setUp,
  setUpSchema,
} from '@sowan/core/auth';
import { env } from '../../env.ts';
import { forgive, throttle } from '../../throttle.ts';
import { procedure, router } from '../init.ts';
import { DONE, done } from '../schemas.ts';

const me = z
  .object({ name: z.string(), role: z.enum(['admin', 'host', 'receptionist']), mustChangePassword: z.boolean() })
  .nullable();

export const authRouter = router({
  setUpState: procedure
    .meta({
      permission: 'auth.session',
      limit: 'public',
      openapi: { method: 'GET', path: '/setup', tags: ['account'], summary: 'Has the main admin been made?' },
    })
    .output(z.object({ done: z.boolean() }))
    .query(async ({ ctx }) => ({ done: await isSetUp(ctx.ctx) })),

  setUp: procedure
    .meta({
      permission: 'setup.run',
      limit: 'setup',
      openapi: {
        method: 'POST',
        path: '/setup',
        tags: ['account'],
        summary: 'Make the main admin, once, with the token printed at start',
      },
    })
    .input(setUpSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { userId } = await setUp(ctx.ctx, env().SETUP_TOKEN, input);
      await ctx.startSession(userId);
      return DONE;
    }),

  logIn: procedure
    .meta({
      permission: 'auth.login',
      limit: 'login',
      openapi: { method: 'POST', path: '/session', tags: ['account'], summary: 'Log in; sets the session cookie' },
    })
    .input(logInSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await throttle(ctx.shared, 'account', input.email);
      const { userId } = await logIn(ctx.ctx, input);
      await forgive(ctx.shared, 'account', input.email);
      await forgive(ctx.shared, 'login', ctx.address);
      await ctx.startSession(userId);
      return DONE;
    }),

  logOut: procedure
    .meta({
      permission: 'auth.logout',
      openapi: { method: 'DELETE', path: '/session', tags: ['account'], summary: 'Log out' },
    })
    .output(done)
    .mutation(async ({ ctx }) => {
      await ctx.endSession();
      if (ctx.actor.type === 'user') await accessChanged(ctx.ctx, ctx.actor.id);
      return DONE;
    }),

  me: procedure
    .meta({
      permission: 'auth.session',
      openapi: { method: 'GET', path: '/session', tags: ['account'], summary: 'Who is logged in, null for nobody' },
    })
    .output(me)
    .query(({ ctx: { actor } }) =>
      actor.type === 'user'
        ? { name: actor.name, role: actor.role, mustChangePassword: actor.mustChangePassword ?? false }
        : null,
    ),

  changePassword: procedure
    .meta({
      permission: 'account.own',
      openapi: {
        method: 'PUT',
        path: '/account/password',
        tags: ['account'],
        summary: 'Change my password; ends my other sessions',
      },
    })
    .input(changePasswordSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      // A session left open must not become a place to guess the password at.
      if (ctx.actor.type === 'user') await throttle(ctx.shared, 'account', `change-${String(ctx.actor.id)}`);
      await changePassword(ctx.ctx, ctx.sessionHash, input);
      return DONE;
    }),

  forgotPassword: procedure
    .meta({
      permission: 'account.recover',
      limit: 'recover',
      openapi: {
        method: 'POST',
        path: '/password-links',
        tags: ['account'],
        summary: 'Mail a link to choose a new password; answers alike whether or not there is such an account',
      },
    })
    .input(requestPasswordLinkSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await throttle(ctx.shared, 'recoverAccount', input.email);
      // Answered before the work is done: the time it takes would tell whether there is such an account.
      requestPasswordLink(ctx.ctx, input).catch((error: unknown) =>
        ctx.shared.log.error({ err: error }, 'password link not sent'),
      );
      return DONE;
    }),

  recoverPassword: procedure
    .meta({
      permission: 'account.recover',
      limit: 'recover',
      openapi: {
        method: 'POST',
        path: '/password-links/use',
        tags: ['account'],
        summary: 'Choose a new password by a mailed link, once',
      },
    })
    .input(recoverPasswordSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await recoverPassword(ctx.ctx, input);
      return DONE;
    }),
});
