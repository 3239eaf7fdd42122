import { z } from 'zod';
import { pageOf } from '@sowan/core';
import { approveMember } from '@sowan/core/cards';
import {
  createMember,
  createMemberSchema,
  deactivateMember,
  getMember,
  importMembers,
  importMembersSchema,
  listMembers,
  memberListSchema,
  memberTypes,
  resubscribeMember,
  updateMember,
  updateMemberSchema,
} from '@sowan/core/members';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const locale = z.enum(['id', 'en', 'fr']);
const member = z.object({
  id: z.number(),
  number: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  type: z.string(),
  status: z.enum(['pending', 'active', 'inactive']),
  locale,
  memberSince: z.string(),
  mailBouncedAt: instant.nullable(),
  mailBounce: z.string().nullable(),
  bulkMailStoppedAt: instant.nullable(),
  whatsappStoppedAt: instant.nullable(),
  cardYears: z.array(z.number()),
});
const column = z.enum(['number', 'name', 'email', 'phone', 'type', 'status', 'locale', 'memberSince']);
const importReport = z.object({
  committed: z.boolean(),
  total: z.number(),
  fresh: z.number(),
  duplicates: z.number(),
  errors: z.number(),
  columns: z.array(column),
  ignored: z.array(z.string()),
  problems: z.array(
    z.object({
      line: z.number(),
      name: z.string(),
      kind: z.enum(['error', 'duplicate']),
      fields: z.partialRecord(column, z.string()),
      duplicateOf: z
        .union([z.object({ id: z.number(), number: z.string() }), z.object({ line: z.number() })])
        .nullable(),
    }),
  ),
});
const tags = ['members'];

export const membersRouter = router({
  list: procedure
    .meta({
      permission: 'member.read',
      openapi: { method: 'GET', path: '/members', tags, summary: 'Members, by name' },
    })
    .input(memberListSchema)
    .output(pageOf(member))
    .query(({ ctx, input }) => listMembers(ctx.ctx, input)),

  types: procedure
    .meta({
      permission: 'member.read',
      openapi: { method: 'GET', path: '/member-types', tags, summary: 'The kinds of members there are' },
    })
    .output(z.array(z.string()))
    .query(({ ctx }) => memberTypes(ctx.ctx)),

  get: procedure
    .meta({
      permission: 'member.read',
      openapi: { method: 'GET', path: '/members/{id}', tags, summary: 'One member' },
    })
    .input(z.object({ id }))
    .output(member)
    .query(({ ctx, input }) => getMember(ctx.ctx, input.id)),

  create: procedure
    .meta({
      permission: 'member.manage',
      openapi: { method: 'POST', path: '/members', tags, summary: 'Enter a member, who gets the next number' },
    })
    .input(createMemberSchema)
    .output(z.object({ id: z.number(), number: z.string() }))
    .mutation(({ ctx, input }) => createMember(ctx.ctx, input)),

  update: procedure
    .meta({
      permission: 'member.manage',
      openapi: { method: 'PATCH', path: '/members/{id}', tags, summary: 'Change what is given' },
    })
    .input(updateMemberSchema.extend({ id }))
    .output(done)
    .mutation(async ({ ctx, input: { id: memberId, ...changes } }) => {
      await updateMember(ctx.ctx, memberId, changes);
      return DONE;
    }),

  approve: procedure
    .meta({
      permission: 'card.issue',
      openapi: {
        method: 'POST',
        path: '/members/{id}/approve',
        tags,
        summary: 'Admit a member: active, with this year’s card, which is sent',
      },
    })
    .input(z.object({ id }))
    .output(z.object({ passId: z.number(), token: z.string() }))
    .mutation(({ ctx, input }) => approveMember(ctx.ctx, input.id)),

  deactivate: procedure
    .meta({
      permission: 'member.manage',
      openapi: { method: 'POST', path: '/members/{id}/deactivate', tags, summary: 'End a membership' },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await deactivateMember(ctx.ctx, input.id);
      return DONE;
    }),

  resubscribe: procedure
    .meta({
      permission: 'member.manage',
      openapi: {
        method: 'POST',
        path: '/members/{id}/resubscribe',
        tags,
        summary: 'Send bulk mail again to a member who had unsubscribed and now asks for it',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await resubscribeMember(ctx.ctx, input.id);
      return DONE;
    }),

  import: procedure
    .meta({
      permission: 'member.manage',
      openapi: {
        method: 'POST',
        path: '/members/import',
        tags,
        summary: 'Enter members from a CSV text, or with `commit: false` say what that would do',
      },
    })
    .input(importMembersSchema)
    .output(importReport)
    .mutation(({ ctx, input }) => importMembers(ctx.ctx, input)),
});
