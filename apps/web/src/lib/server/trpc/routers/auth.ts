import { z } from 'zod';
import { isSetUp, logIn, logInSchema, setUp, setUpSchema } from '@sowan/core/auth';
import { env } from '../../env.ts';
import { forgive, throttle } from '../../throttle.ts';
import { procedure, router } from '../init.ts';
import { DONE, done } from '../schemas.ts';

const me = z.object({ name: z.string(), role: z.enum(['admin', 'host', 'receptionist']) }).nullable();

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
      return DONE;
    }),

  me: procedure
    .meta({
      permission: 'auth.session',
      openapi: { method: 'GET', path: '/session', tags: ['account'], summary: 'Who is logged in, null for nobody' },
    })
    .output(me)
    .query(({ ctx }) => (ctx.actor.type === 'user' ? { name: ctx.actor.name, role: ctx.actor.role } : null)),
});
