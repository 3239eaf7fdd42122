import { z } from 'zod';
import { schema } from '@sowan/db';
import { emailSchema } from '../email.ts';

/** What stands in a form's field that was left empty. */
const orNull = <T extends z.ZodType<string>>(field: T) =>
  z.preprocess((typed) => (typeof typed === 'string' && typed.trim() === '' ? null : typed), field.nullable());

/** A calendar day, `2025-01-15`. */
const daySchema = z.iso.date('date_invalid');

const memberFields = {
  name: z.string().trim().min(1, 'required').max(120, 'too_long'),
  email: orNull(emailSchema).default(null),
  /** Typed any way; stored as E.164. */
  phone: orNull(z.string().trim().max(30, 'phone_invalid')).default(null),
  type: z.string().trim().min(1, 'required').max(40, 'too_long').default('regular'),
  locale: z.enum(schema.LOCALES),
  memberSince: daySchema,
};

export const createMemberSchema = z.object({
  ...memberFields,
  /** Default: the school's language. */
  locale: memberFields.locale.optional(),
  /** Default: today. */
  memberSince: memberFields.memberSince.optional(),
});
export type CreateMember = z.input<typeof createMemberSchema>;

/** What is not given stays as it is. */
export const updateMemberSchema = z.object({
  name: memberFields.name.optional(),
  email: orNull(emailSchema).optional(),
  phone: orNull(z.string().trim().max(30, 'phone_invalid')).optional(),
  type: z.string().trim().min(1, 'required').max(40, 'too_long').optional(),
  locale: memberFields.locale.optional(),
  memberSince: memberFields.memberSince.optional(),
});
export type UpdateMember = z.input<typeof updateMemberSchema>;

/** Which members: every condition that is given must hold. */
export const memberFilterSchema = z.object({
  /** Part of a name, number, e-mail address or phone number. */
  search: z.string().trim().max(120).optional(),
  status: z.enum(schema.MEMBER_STATUSES).optional(),
  type: z.string().trim().max(40).optional(),
  /** With or without a live card of this year. */
  card: z.enum(['with', 'without']).optional(),
  /** Year that `card` speaks of; default: this one. */
  year: z.coerce.number().int().min(2000).max(2155).optional(),
  /** Can't be reached: no e-mail address, no phone, the last mail came back, or no more bulk mail is wanted. */
  lacks: z.enum(['email', 'phone', 'working_email', 'subscription']).optional(),
});
export type MemberFilter = z.input<typeof memberFilterSchema>;
