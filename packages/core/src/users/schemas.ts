import { z } from 'zod';
import { emailSchema } from '../email.ts';
import { pageInput } from '../page.ts';

const role = z.enum(['admin', 'host', 'receptionist']);
const locale = z.enum(['id', 'en', 'fr']);

export const createUserSchema = z.object({
  name: z.string().trim().min(1, 'required').max(120, 'too_long'),
  email: emailSchema,
  role,
  locale: locale.default('id'),
  /** As typed, stored as E.164; empty: none. */
  phone: z.string().trim().max(30, 'too_long').optional(),
});

export const updateUserSchema = createUserSchema
  .extend({ locale, active: z.boolean() })
  .partial()
  .extend({ id: z.coerce.number().int().positive() });

export const listUsersSchema = pageInput.extend({
  /** Part of a name or an address. */
  search: z.string().trim().max(100).optional(),
  role: role.optional(),
  active: z.enum(['yes', 'no']).optional(),
});
