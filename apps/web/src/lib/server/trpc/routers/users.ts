import { z } from 'zod';
import { pageOf } from '@sowan/core';
import {
  createUser,
  createUserSchema,
  deleteUser,
  getUser,
  listHosts,
  listUsers,
  listUsersSchema,
  sendTemporaryPassword,
  updateUser,
  updateUserSchema,
} from '@sowan/core/users';
import { procedure, router } from '../init.ts';
import { DONE, done, id } from '../schemas.ts';

const tags = ['users'];
const user = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  role: z.enum(['admin', 'host', 'receptionist']),
  locale: z.enum(['id', 'en', 'fr']),
  phone: z.string().nullable(),
  active: z.boolean(),
  mustChangePassword: z.boolean(),
});

export const usersRouter = router({
  create: procedure
    .meta({
      permission: 'user.manage',
      openapi: { method: 'POST', path: '/users', tags, summary: 'Make a staff account; mails a temporary password' },
    })
    .input(createUserSchema)
    .output(z.object({ id: z.number() }))
    .mutation(({ ctx, input }) => createUser(ctx.ctx, input)),

  list: procedure
    .meta({ permission: 'user.list', openapi: { method: 'GET', path: '/users', tags, summary: 'Staff accounts' } })
    .input(listUsersSchema)
    .output(pageOf(user))
    .query(({ ctx, input }) => listUsers(ctx.ctx, input)),

  get: procedure
    .meta({
      permission: 'user.list',
      openapi: { method: 'GET', path: '/users/{id}', tags, summary: 'A staff account' },
    })
    .input(z.object({ id }))
    .output(user)
    .query(({ ctx, input }) => getUser(ctx.ctx, input.id)),

  update: procedure
    .meta({
      permission: 'user.manage',
      openapi: { method: 'PATCH', path: '/users/{id}', tags, summary: 'Change, deactivate or reactivate an account' },
    })
    .input(updateUserSchema)
    .output(z.object({ openAppointments: z.number() }))
    .mutation(({ ctx, input }) => updateUser(ctx.ctx, input)),

  remove: procedure
    .meta({
      permission: 'user.manage',
      openapi: { method: 'DELETE', path: '/users/{id}', tags, summary: 'Delete an account that never did anything' },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await deleteUser(ctx.ctx, input.id);
      return DONE;
    }),

  sendTemporaryPassword: procedure
    .meta({
      permission: 'user.manage',
      openapi: { method: 'POST', path: '/users/{id}/temporary-password', tags, summary: 'Mail a temporary password' },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await sendTemporaryPassword(ctx.ctx, input.id);
      return DONE;
    }),

  hosts: procedure
    .meta({
      permission: 'user.read',
      openapi: { method: 'GET', path: '/hosts', tags, summary: 'Whom a visit can be booked with' },
    })
    .output(z.array(z.object({ id: z.number(), name: z.string() })))
    .query(({ ctx }) => listHosts(ctx.ctx)),
});
