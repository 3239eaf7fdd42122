import { z } from 'zod';
import { emailSchema } from '../email.ts';
import { settingsSchema } from '../settings/index.ts';

/** Long rather than complicated (NIST SP 800-63B): no rules on characters. */
export const passwordSchema = z.string().min(10, 'password_short').max(200, 'too_long');

export const logInSchema = z.object({
  email: emailSchema,
  password: z.string().min(1, 'required').max(200, 'too_long'),
});

export const setUpSchema = z.object({
  token: z.string().trim().min(1, 'required').max(100, 'too_long'),
  organisationName: z.string().trim().min(1, 'required').max(80, 'too_long'),
  timeZone: settingsSchema.shape.timeZone,
  name: z.string().trim().min(1, 'required').max(120, 'too_long'),
  email: emailSchema,
  password: passwordSchema,
  locale: z.enum(['id', 'en', 'fr']).default('id'),
});
