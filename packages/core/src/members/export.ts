import { and, asc, gt } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { csvText, type Cell } from '../csv-file.ts';
import { readSettings } from '../settings/index.ts';
import { yearOf } from '../time.ts';
import { membersMatching } from './filter.ts';
import { IMPORT_COLUMNS } from './import-columns.ts';
import { memberFilterSchema, type MemberFilter } from './schemas.ts';

const { members } = schema;
const PAGE = 500;

/** The members that match as a CSV file which the import reads again, piece by piece. */
export function exportMembers(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, filter: MemberFilter): AsyncGenerator<string> {
  authorise(ctx.actor, 'member.manage');
  return csvText(IMPORT_COLUMNS, rows(ctx, filter));
}

async function* rows(ctx: Pick<Ctx, 'db' | 'clock'>, given: MemberFilter): AsyncGenerator<Cell[]> {
  const filter = memberFilterSchema.parse(given);
  const { timeZone } = await readSettings(ctx.db);
  const matching = membersMatching(ctx.db, filter, yearOf(ctx.clock.now(), timeZone));
  for (let last = 0; ;) {
    const page = await ctx.db
      .select()
      .from(members)
      .where(and(matching, gt(members.id, last)))
      .orderBy(asc(members.id))
      .limit(PAGE);
    yield* page.map((member) => IMPORT_COLUMNS.map((column) => member[column]));
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return;
  }
}
