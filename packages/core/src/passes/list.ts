import { and, asc, gt, isNull } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import { qrTextOf } from './issue.ts';

const PAGE = 1000;

/** Every pass that ought to have an image, `{ id: code, text }`, a page of rows in memory at a time, in order of `passes.id`. */
export async function* passImageSubjects(db: Db, config: PassConfig): AsyncGenerator<{ id: bigint; text: string }> {
  for (let after = 0; ;) {
    const rows = await db
      .select()
      .from(schema.passes)
      .where(and(gt(schema.passes.id, after), isNull(schema.passes.revokedAt)))
      .orderBy(asc(schema.passes.id))
      .limit(PAGE);
    for (const pass of rows) yield { id: pass.code, text: qrTextOf(config, pass) };
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}
