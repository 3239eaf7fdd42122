import { inArray, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db, type Tx } from '@sowan/db';
import { memberFilterSchema, membersMatching } from '../members/index.ts';
import { channelsSchema, yearSchema } from './schemas.ts';

/** The largest association that one run serves. */
const MOST = 100_000;

/** Whom cards are for: chosen members, or all who match. Only active ones get any. */
export const selectionSchema = z.union([
  z.object({ memberIds: z.array(z.coerce.number().int().positive()).min(1, 'nobody_selected').max(MOST, 'too_many') }),
  z.object({ filter: memberFilterSchema }),
]);

export const cardRunSchema = z.object({
  year: yearSchema,
  selection: selectionSchema.default({ filter: { status: 'active' } }),
  channels: channelsSchema.default('email'),
  /** Members who have a card of that year get it sent again; without it they are left out. */
  resend: z.boolean().default(false),
});
export type CardRunWish = z.output<typeof cardRunSchema>;

/** The members a run or a print is for, as a condition. */
export function selectedMembers(db: Db | Tx, wish: Pick<CardRunWish, 'selection' | 'year'>): SQL | undefined {
  const { selection, year } = wish;
  return 'memberIds' in selection
    ? inArray(schema.members.id, selection.memberIds)
    : membersMatching(db, selection.filter, year);
}
