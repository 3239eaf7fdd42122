import { z } from 'zod';

/** What every list takes: pages count from 1. Extend it with the list's own filters. */
export const pageInput = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
});
export type PageInput = z.infer<typeof pageInput>;

/** What every list gives: one page of `items`, and how many there are in all with these filters. */
export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}

/** The output schema of a list of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.number(), page: z.number(), pageSize: z.number() });
}

/** SQL's `limit` and `offset` of a page. */
export function pageRange({ page, pageSize }: PageInput): { limit: number; offset: number } {
  return { limit: pageSize, offset: (page - 1) * pageSize };
}

/** A part of a list's ids to read: in the list's order, or, `fromEnd`, in the reverse of it. */
export interface Slice {
  limit: number;
  offset: number;
  fromEnd: boolean;
}

/**
 * The ids of one page, for a long list whose rows are then read by them: skipping thousands of ids over an index costs little, skipping
 * whole rows much. What lies in the second half is counted from the end. The ids come in no promised order: sort the rows.
 */
export async function pageIds(
  input: PageInput,
  count: () => Promise<{ n: number }[]>,
  read: (slice: Slice) => Promise<{ id: number }[]>,
): Promise<{ ids: number[]; total: number }> {
  const { limit, offset } = pageRange(input);
  // The first page needs no count to be found.
  const first = offset === 0 ? read({ limit, offset, fromEnd: false }) : undefined;
  const [[counted], found] = await Promise.all([count(), first]);
  const total = counted?.n ?? 0;
  const rows = found ?? (offset < total ? await read(nearerSlice({ limit, offset }, total)) : []);
  return { ids: rows.map(({ id }) => id), total };
}

function nearerSlice({ limit, offset }: { limit: number; offset: number }, total: number): Slice {
  const left = Math.min(limit, total - offset);
  const after = total - offset - left;
  return after < offset ? { limit: left, offset: after, fromEnd: true } : { limit: left, offset, fromEnd: false };
}
