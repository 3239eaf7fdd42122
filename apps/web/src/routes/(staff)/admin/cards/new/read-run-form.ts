import { z } from 'zod';

/** A run's form, as the address of the rehearsal holds it; a value that somebody has edited by hand falls back to the usual one. */
export const runQuery = z.object({
  year: z.coerce.number().int().min(2000).max(2155).optional().catch(undefined),
  channels: z.enum(['email', 'whatsapp', 'every', 'none']).catch('email'),
  resend: z.literal('yes').optional().catch(undefined),
  search: z.string().max(120).catch(''),
  status: z.enum(['pending', 'active', 'inactive']).optional().catch(undefined),
  type: z
    .string()
    .max(40)
    .transform((type) => type || undefined)
    .optional()
    .catch(undefined),
  card: z.enum(['with', 'without']).optional().catch(undefined),
  lacks: z.enum(['email', 'phone', 'working_email']).optional().catch(undefined),
});
export type RunQuery = z.output<typeof runQuery>;

/** The run as the procedures take it. */
export function runWish({ year, channels, resend, search, ...filter }: RunQuery, thisYear: number) {
  return {
    year: year ?? thisYear,
    channels,
    resend: resend === 'yes',
    selection: { filter: { ...filter, ...(search ? { search } : {}) } },
  };
}
