import { z } from 'zod';
import { readSelection } from '../../members/member-query.ts';

/** A run's form, as the address of the rehearsal holds it; a value that somebody has edited by hand falls back to the usual one. */
const runQuery = z.object({
  year: z.coerce.number().int().min(2000).max(2155).optional().catch(undefined),
  channels: z.enum(['email', 'whatsapp', 'every', 'none']).catch('email'),
  resend: z.literal('yes').optional().catch(undefined),
});

/** The run as the procedures take it. */
export function runWish(params: URLSearchParams, thisYear: number) {
  const { year = thisYear, channels, resend } = runQuery.parse(Object.fromEntries(params));
  return { year, channels, resend: resend === 'yes', selection: readSelection(params) };
}
