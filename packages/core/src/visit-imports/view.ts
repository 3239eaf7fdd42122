import { and, asc, count, desc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { pageRange, type Page, type PageInput } from '../page.ts';
import { importRowsSchema } from './schemas.ts';

const { visitImports, visitImportRows } = schema;

export type VisitImport = Pick<
  typeof visitImports.$inferSelect,
  'id' | 'fileName' | 'status' | 'cancelRequested' | 'total' | 'createdAt' | 'finishedAt'
>;
export type ImportCounts = Record<(typeof schema.IMPORT_ROW_STATUSES)[number], number>;

export interface ImportRow {
  line: number;
  guestName: string;
  scheduledAt: Date;
  status: (typeof schema.IMPORT_ROW_STATUSES)[number];
  reason: string | null;
  appointmentId: number | null;
}

const columns = {
  id: true,
  fileName: true,
  status: true,
  cancelRequested: true,
  total: true,
  createdAt: true,
  finishedAt: true,
} as const;

/** Imports, newest first: hosts their own, admins everybody's. */
export async function listImports(ctx: Pick<Ctx, 'db' | 'actor'>, page: PageInput): Promise<Page<VisitImport>> {
  authorise(ctx.actor, 'appointment.import');
  const user = requireUser(ctx.actor);
  const where = user.role === 'admin' ? undefined : eq(visitImports.createdBy, user.id);
  const [items, total] = await Promise.all([
    ctx.db.query.visitImports.findMany({ where, columns, orderBy: desc(visitImports.id), ...pageRange(page) }),
    ctx.db.$count(visitImports, where),
  ]);
  return { items, total, page: page.page, pageSize: page.pageSize };
}

/** How far an import has come, and what became of its rows. Throws NOT_FOUND `import_unknown`. */
export async function getImport(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  importId: number,
  input: z.input<typeof importRowsSchema> = {},
): Promise<VisitImport & { counts: ImportCounts; rows: Page<ImportRow> }> {
  authorise(ctx.actor, 'appointment.import');
  const user = requireUser(ctx.actor);
  const filter = importRowsSchema.parse(input);
  const mine = user.role === 'admin' ? undefined : eq(visitImports.createdBy, user.id);
  const run = await ctx.db.query.visitImports.findFirst({ where: and(eq(visitImports.id, importId), mine), columns });
  if (!run) throw new DomainError('NOT_FOUND', 'import_unknown');
  const ofRun = eq(visitImportRows.importId, importId);
  const where = and(ofRun, filter.status ? eq(visitImportRows.status, filter.status) : undefined);
  const [grouped, rows] = await Promise.all([
    ctx.db
      .select({ status: visitImportRows.status, n: count() })
      .from(visitImportRows)
      .where(ofRun)
      .groupBy(visitImportRows.status),
    ctx.db.query.visitImportRows.findMany({ where, orderBy: asc(visitImportRows.line), ...pageRange(filter) }),
  ]);
  const counts: ImportCounts = { pending: 0, booked: 0, failed: 0, skipped: 0 };
  for (const { status, n } of grouped) counts[status] = n;
  const total = filter.status ? counts[filter.status] : run.total;
  const items = rows.map(({ line, booking, status, reason, appointmentId }) => ({
    line,
    guestName: String(booking['guestName']),
    scheduledAt: new Date(String(booking['scheduledAt'])),
    status,
    reason,
    appointmentId,
  }));
  return { ...run, counts, rows: { items, total, page: filter.page, pageSize: filter.pageSize } };
}
