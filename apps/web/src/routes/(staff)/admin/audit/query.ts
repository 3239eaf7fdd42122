import { z } from 'zod';

/** An address that somebody has edited by hand shows the list, not an error. */
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  action: z
    .string()
    .regex(/^[a-z-]{1,30}(\.[a-z-]{1,30})?$/)
    .optional()
    .catch(undefined),
});

export const readQuery = (url: URL) => query.parse(Object.fromEntries(url.searchParams));
