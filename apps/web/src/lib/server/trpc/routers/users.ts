import { z } from 'zod';
import { createUser, createUserSchema, listHosts, listUsers } from '@sowan/core/users';
import { procedure, router } from '../init.ts';
import { id } from '../schemas.ts';

const role = z.enum(['admin', 'host', 'receptionist']);
const tags = ['users'];

export const usersRouter = router({
  create: procedure
    .meta({
      permission: 'user.manage',
      openapi: { method: 'POST', path: '/users', tags, summary: 'Make a staff account' },
    })
    .input(createUserSchema)
    .output(z.object({ id: z.number() }))
    .mutation(({ ctx, input }) => createUser(ctx.ctx, input)),

  list: procedure
    .meta({ permission: 'user.list', openapi: { method: 'GET', path: '/users', tags, summary: 'Staff accounts' } })
    .input(
      z.object({
        after: id.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
        role: role.optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(z.object({ id: z.number(), name: z.string(), email: z.string(), role, active: z.boolean() })),
      }),
    )
    .query(({ ctx, input }) => listUsers(ctx.ctx, input)),

  hosts: procedure
    .meta({
      permission: 'user.read',
      openapi: { method: 'GET', path: '/hosts', tags, summary: 'Whom a visit can be booked with' },
    })
    .output(z.array(z.object({ id: z.number(), name: z.string() })))
    .query(({ ctx }) => listHosts(ctx.ctx)),
});
