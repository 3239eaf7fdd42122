import { and, asc, gte, isNull, lte } from 'drizzle-orm';
import type { Subjects } from '@sowan/qr';
import { schema, type Db } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import { qrTextOf } from './issue.ts';

const PAGE = 1000;
const { passes } = schema;

/** Every pass that ought to have an image, a page of rows in memory at a time: what a heal run compares the store with. */
export function passImageSubjects(db: Db, config: PassConfig): Subjects {
  return async function* ({ from, to }) {
    for (let next = from; next <= to;) {
      const rows = await db
        .select({ kind: passes.kind, code: passes.code, keySlot: passes.keySlot })
        .from(passes)
        .where(and(gte(passes.code, next), lte(passes.code, to), isNull(passes.revokedAt)))
        .orderBy(asc(passes.code))
        .limit(PAGE);
      for (const pass of rows) yield { id: pass.code, text: qrTextOf(config, pass) };
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      next = last.code + 1n;
    }
  };
}
