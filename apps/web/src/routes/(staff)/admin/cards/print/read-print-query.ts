import { z } from 'zod';
import { readSelection } from '../../members/member-query.ts';

const printQuery = z.object({
  run: z.coerce.number().int().positive().optional().catch(undefined),
  year: z.coerce.number().int().min(2000).max(2155).optional().catch(undefined),
});

/** Which cards an address asks for, as the procedures take it. */
export function printWish(params: URLSearchParams, thisYear: number) {
  const { run: runId, year = thisYear } = printQuery.parse(Object.fromEntries(params));
  return { runId, year, selection: readSelection(params) };
}
