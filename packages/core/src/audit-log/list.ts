import { and, asc, count, desc, eq, gte, inArray, like, lt, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds } from '../time.ts';

const { apiTokens, auditLog, users } = schema;

const day = z.iso.date('time_invalid').optional();
export const listAuditSchema = pageInput.extend({
  /** First and last day, in the school's zone. */
  from: day,
  to: day,
  /** What was done: `user.created`, or all about a noun: `user`. */
  action: z
    .string()
    .regex(/^[a-z-]{1,30}(\.[a-z-]{1,30})?$/, 'invalid')
    .optional(),
  userId: z.coerce.number().int().positive().optional(),
});
type Filter = Omit<z.output<typeof listAuditSchema>, 'page' | 'pageSize'>;

export interface AuditRow {
  id: number;
  at: Date;
  /** `user`, `apiToken`, `guest`, `public`, `system`. */
  actorType: string;
  /** Name of the user, or of the token; null for nobody in particular. */
  actor: string | null;
  action: string;
  subjectType: string;
  subjectId: number | null;
  data: Record<string, unknown>;
}

/** Who did what, newest first. */
export async function listAudit(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listAuditSchema>,
): Promise<Page<AuditRow>> {
  authorise(ctx.actor, 'audit.read');
  const { page, pageSize, ...filter } = listAuditSchema.parse(input);
  const wanted = await conditions(ctx.db, filter);
  const { ids, total } = await pageIds(
    { page, pageSize },
    () => ctx.db.select({ n: count() }).from(auditLog).where(wanted),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: auditLog.id })
        .from(auditLog)
        .where(wanted)
        .orderBy(fromEnd ? asc(auditLog.id) : desc(auditLog.id))
        .limit(limit)
        .offset(offset),
  );
  const items = await select(ctx.db).where(inArray(auditLog.id, ids)).orderBy(desc(auditLog.id));
  return { items: items.map(toRow), total, page, pageSize };
}

const EXPORT_PAGE = 1000;

/** The same rows for a file, newest first, a thousand at a time. */
export async function* exportAudit(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listAuditSchema>,
): AsyncGenerator<AuditRow[]> {
  authorise(ctx.actor, 'audit.read');
  const { page: _page, pageSize: _size, ...filter } = listAuditSchema.parse(input);
  const wanted = await conditions(ctx.db, filter);
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const rows = await select(ctx.db)
      .where(and(wanted, lt(auditLog.id, before)))
      .orderBy(desc(auditLog.id))
      .limit(EXPORT_PAGE);
    if (rows.length > 0) yield rows.map(toRow);
    const last = rows.at(-1);
    if (!last || rows.length < EXPORT_PAGE) return;
    before = last.id;
  }
}

const select = (db: Db) =>
  db
    .select({
      id: auditLog.id,
      at: auditLog.at,
      actorType: auditLog.actorType,
      userName: users.name,
      tokenName: apiTokens.name,
      action: auditLog.action,
      subjectType: auditLog.subjectType,
      subjectId: auditLog.subjectId,
      data: auditLog.data,
    })
    .from(auditLog)
    .leftJoin(users, and(eq(auditLog.actorType, 'user'), eq(users.id, auditLog.actorId)))
    .leftJoin(apiTokens, and(eq(auditLog.actorType, 'apiToken'), eq(apiTokens.id, auditLog.actorId)))
    .$dynamic();

function toRow({
  userName,
  tokenName,
  ...row
}: Omit<AuditRow, 'actor'> & { userName: string | null; tokenName: string | null }): AuditRow {
  return { ...row, actor: userName ?? tokenName };
}

async function conditions(db: Db, { from, to, action, userId }: Filter): Promise<SQL | undefined> {
  const { timeZone } = await readSettings(db);
  const byUser = userId ? and(eq(auditLog.actorType, 'user'), eq(auditLog.actorId, userId)) : undefined;
  const about = action && !action.includes('.') ? like(auditLog.action, `${action}.%`) : undefined;
  return and(
    from ? gte(auditLog.at, dayBounds(from, timeZone).start) : undefined,
    to ? lt(auditLog.at, dayBounds(to, timeZone).end) : undefined,
    action?.includes('.') ? eq(auditLog.action, action) : about,
    byUser,
  );
}
