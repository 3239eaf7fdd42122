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
