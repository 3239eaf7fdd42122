import { z } from 'zod';
import { passwordSchema } from '../auth/index.ts';

/** As typed: the number is normalised with the school's region. */
const phone = z.string().trim().min(1, 'required').max(30, 'too_long');

export const guestLinkSchema = z.object({ phone });
export const guestPasswordSchema = z.object({ token: z.string().min(1).max(64), password: passwordSchema });
export const guestLogInSchema = z.object({ phone, password: z.string().min(1, 'required').max(200, 'too_long') });
