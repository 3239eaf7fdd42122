import { z } from 'zod';

/** An e-mail address as it is stored: without the spaces that come along when it is pasted, in lower case. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'required')
  .pipe(z.email('email_invalid').max(254, 'too_long'));
