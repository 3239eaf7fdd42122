import { and, asc, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { User } from '../actor.ts';
import { bookAppointment } from '../appointments/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { rowBookingSchema } from './schemas.ts';

const { users, visitImports, visitImportRows } = schema;

/** An import without a sign of life for this long is taken over. */
const LOST_AFTER_MS = 30_000;
const BATCH = 20;

type Import = typeof visitImports.$inferSelect;
type Row = typeof visitImportRows.$inferSelect;

/**
 * Books what an import has left, in the name of who started it, row by row in the order of the file. A worker that dies leaves the
 * rest to the next: each row's booking has a key of its own, so that none is made twice.
 */
export async function runImport(ctx: Ctx, importId: number, shutdown: AbortSignal): Promise<void> {
  const run = await takeImport(ctx, importId);
  if (!run) return;
  const user = await ctx.db.query.users.findFirst({ where: eq(users.id, run.createdBy) });
  if (!user?.active) return finish(ctx, run, 'cancelled');
  const { id, role, name, locale } = user;
  const actor: User = { type: 'user', id, role, name, locale };
  for (;;) {
    const rows = await ctx.db.query.visitImportRows.findMany({
      where: and(eq(visitImportRows.importId, importId), eq(visitImportRows.status, 'pending')),
      orderBy: asc(visitImportRows.line),
      limit: BATCH,
    });
    if (rows.length === 0) return finish(ctx, run, 'done');
    for (const row of rows) {
      // What is left stays pending: the next start of a worker goes on from here.
      if (shutdown.aborted) return;
      if (await isCancelled(ctx, importId)) return finish(ctx, run, 'cancelled');
      await bookRow({ ...ctx, actor }, row);
    }
    await beat(ctx, run);
  }
}

async function takeImport(ctx: Ctx, importId: number): Promise<Import | null> {
  const now = ctx.clock.now();
  const lost = or(isNull(visitImports.beatAt), lt(visitImports.beatAt, new Date(now.getTime() - LOST_AFTER_MS)));
  const [result] = await ctx.db
    .update(visitImports)
    .set({ status: 'running', beatAt: now })
    .where(and(eq(visitImports.id, importId), inArray(visitImports.status, ['queued', 'running']), lost));
  if (result.affectedRows !== 1) return null;
  return (await ctx.db.query.visitImports.findFirst({ where: eq(visitImports.id, importId) })) ?? null;
}

async function isCancelled(ctx: Ctx, importId: number): Promise<boolean> {
  const run = await ctx.db.query.visitImports.findFirst({
    where: eq(visitImports.id, importId),
    columns: { cancelRequested: true },
  });
  return run?.cancelRequested !== false;
}

async function bookRow(ctx: Ctx, row: Row): Promise<void> {
  const settle = (outcome: Partial<Row>) =>
    ctx.db.update(visitImportRows).set(outcome).where(eq(visitImportRows.id, row.id));
  try {
    const booking = {
      ...rowBookingSchema.parse(row.booking),
      guestEmail: String(row.booking['guestEmail'] ?? ''),
      scheduledAt: String(row.booking['scheduledAt']),
      idempotencyKey: `import-${String(row.importId)}-${String(row.line)}`,
    };
    const { id } = await bookAppointment(ctx, booking, { bulk: true });
    await settle({ status: 'booked', appointmentId: id });
  } catch (error) {
    // Time has passed since the dry run: a host may have left, a day been closed.
    if (!(error instanceof DomainError)) throw error;
    await settle({ status: 'failed', reason: error.reason });
  }
}

async function beat(ctx: Ctx, run: Import): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.update(visitImports).set({ beatAt: now }).where(eq(visitImports.id, run.id));
  await publishAll(ctx, [{ type: 'visit_import', id: run.id, userId: run.createdBy, at: now.toISOString() }]);
}

async function finish(ctx: Ctx, run: Import, status: 'done' | 'cancelled'): Promise<void> {
  const finishedAt = ctx.clock.now();
  if (status === 'cancelled') {
    await ctx.db
      .update(visitImportRows)
      .set({ status: 'skipped' })
      .where(and(eq(visitImportRows.importId, run.id), eq(visitImportRows.status, 'pending')));
  }
  await ctx.db.update(visitImports).set({ status, finishedAt }).where(eq(visitImports.id, run.id));
  await publishAll(ctx, [{ type: 'visit_import', id: run.id, userId: run.createdBy, at: finishedAt.toISOString() }]);
}
