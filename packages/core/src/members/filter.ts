import { and, eq, exists, isNotNull, isNull, like, not, notExists, or, sql, type SQL } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import { containing } from '../search.ts';
import type { memberFilterSchema } from './schemas.ts';
import type { z } from 'zod';

const { members, passes } = schema;

/**
 * The condition a filter stands for.
 * @param thisYear the year meant when the filter names none
 */
export function membersMatching(
  db: Db | Tx,
  filter: z.output<typeof memberFilterSchema>,
  thisYear: number,
): SQL | undefined {
  const card = db
    .select({ one: sql`1` })
    .from(passes)
    .where(and(eq(passes.memberId, members.id), eq(passes.year, filter.year ?? thisYear), isNull(passes.revokedAt)));
  return and(
    filter.search ? matches(filter.search) : undefined,
    filter.status ? eq(members.status, filter.status) : undefined,
    filter.type ? eq(members.type, filter.type) : undefined,
    filter.card === 'with' ? exists(card) : filter.card === 'without' ? notExists(card) : undefined,
    lacking(filter.lacks),
  );
}

function matches(search: string): SQL | undefined {
  const pattern = containing(search);
  const digits = search.replaceAll(/[\s().-]/g, '').replace(/^0/, '');
  return or(
    like(members.name, pattern),
    like(members.number, pattern),
    like(members.email, pattern),
    /^\+?\d{4,}$/.test(digits) ? like(members.phone, containing(digits)) : undefined,
  );
}

function lacking(what: z.output<typeof memberFilterSchema>['lacks']): SQL | undefined {
  switch (what) {
    case 'email':
      return isNull(members.email);
    case 'phone':
      return isNull(members.phone);
    case 'working_email':
      return not(and(isNotNull(members.email), isNull(members.mailBouncedAt)) as SQL);
    case 'subscription':
      return isNotNull(members.bulkMailStoppedAt);
    case undefined:
      return undefined;
  }
}
