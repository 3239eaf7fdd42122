import { and, eq, inArray } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { isBookable } from './preview.ts';
import { readFile } from './read-file.ts';
import { importFileSchema, type ImportFile } from './schemas.ts';

const { visitImports, visitImportRows } = schema;
const INSERT_AT_ONCE = 200;

/**
 * Has a worker book every row of a file that is right and no duplicate; the others are left out, as the dry run said.
 * Throws what reading the file throws, CONFLICT `import_running` while the caller has one going, INVALID `nothing_to_import`.
 */
export async function startImport(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  input: ImportFile,
): Promise<{ importId: number }> {
  authorise(ctx.actor, 'appointment.import');
  const { fileName, csv } = importFileSchema.parse(input);
  const { id: createdBy } = requireUser(ctx.actor);
  const rows = (await readFile(ctx, csv)).filter(isBookable);
  if (rows.length === 0) throw new DomainError('INVALID', 'nothing_to_import');
  const now = ctx.clock.now();
  const importId = await inTransaction(ctx.db, async (tx) => {
    // The user's row is the lock: two clicks make one import.
    await tx.select({ id: schema.users.id }).from(schema.users).where(eq(schema.users.id, createdBy)).for('update');
    const going = await tx.query.visitImports.findFirst({
      where: and(eq(visitImports.createdBy, createdBy), inArray(visitImports.status, ['queued', 'running'])),
      columns: { id: true },
    });
    if (going) throw new DomainError('CONFLICT', 'import_running');
    const [run] = await tx
      .insert(visitImports)
      .values({ fileName, createdBy, total: rows.length, createdAt: now })
      .$returningId();
    if (!run) throw new Error('the insert returned no id');
    for (let at = 0; at < rows.length; at += INSERT_AT_ONCE) {
      const values = rows
        .slice(at, at + INSERT_AT_ONCE)
        .map(({ line, booking }) => ({ importId: run.id, line, booking: { ...booking } }));
      await tx.insert(visitImportRows).values(values);
    }
    await recordAudit(tx, ctx.actor, now, {
      action: 'appointment.import-started',
      subject: { type: 'visit_import', id: run.id },
      data: { fileName, rows: rows.length },
    });
    return run.id;
  });
  await enqueueImport(ctx, importId);
  await publishAll(ctx, [{ type: 'visit_import', id: importId, userId: createdBy, at: now.toISOString() }]);
  return { importId };
}

/** Asks an import to stop: it does so before its next row. What is booked stays booked. Throws CONFLICT `not_now` once it is over. */
export async function cancelImport(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, importId: number): Promise<void> {
  authorise(ctx.actor, 'appointment.import');
  const user = requireUser(ctx.actor);
  const [result] = await ctx.db
    .update(visitImports)
    .set({ cancelRequested: true })
    .where(
      and(
        eq(visitImports.id, importId),
        user.role === 'admin' ? undefined : eq(visitImports.createdBy, user.id),
        inArray(visitImports.status, ['queued', 'running']),
      ),
    );
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'not_now');
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'appointment.import-cancelled',
    subject: { type: 'visit_import', id: importId },
  });
}

/** Hands unfinished imports to their queue again: after a restart, or when Redis forgot them. A job that waits makes this a no-op. */
export async function resumeImports(ctx: Pick<Ctx, 'db' | 'jobs' | 'log'>): Promise<void> {
  const open = await ctx.db.query.visitImports.findMany({
    where: inArray(visitImports.status, ['queued', 'running']),
    columns: { id: true },
    limit: 100,
  });
  for (const { id } of open) await enqueueImport(ctx, id);
}

async function enqueueImport(ctx: Pick<Ctx, 'jobs' | 'log'>, importId: number): Promise<void> {
  try {
    await ctx.jobs.enqueue('importVisits', { importId });
  } catch (error) {
    ctx.log.warn({ err: error, importId }, 'import waits: queue not reached');
  }
}
