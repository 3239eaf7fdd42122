import { z } from 'zod';

/** The members' filters in an address; one that somebody has edited by hand falls back to all. */
export const memberQuery = z.object({
  search: z.string().max(120).catch(''),
  status: z.enum(['pending', 'active', 'inactive']).optional().catch(undefined),
  type: z
    .string()
    .max(40)
    .transform((type) => type || undefined)
    .optional()
    .catch(undefined),
  card: z.enum(['with', 'without']).optional().catch(undefined),
  lacks: z.enum(['email', 'phone', 'working_email', 'subscription']).optional().catch(undefined),
});

const MOST_TICKED = 1000;
const ticked = z.array(z.coerce.number().int().positive()).min(1).max(MOST_TICKED);

/** Whom an address speaks of: the members ticked in the list, else all who match its filters. */
export function readSelection(params: URLSearchParams) {
  const { success, data: memberIds } = ticked.safeParse(params.getAll('member'));
  if (success) return { memberIds };
  const { search, ...filter } = memberQuery.parse(Object.fromEntries(params));
  return { filter: { ...filter, ...(search ? { search } : {}) } };
}

/** The part of an address that names the selection, for a form to keep. */
export function selectionPairs(params: URLSearchParams): [name: string, value: string][] {
  const ticks = params.getAll('member');
  if (ticks.length > 0) return ticks.map((id) => ['member', id]);
  return [...params].filter(([name, value]) => name in memberQuery.shape && value !== '');
}
