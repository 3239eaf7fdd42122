import { and, eq, lt, or } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import { publishAll, type Ctx } from '../context.ts';
import { errorText } from '../logged-error.ts';
import { notify } from '../notifications/index.ts';
import { readSettings } from '../settings/index.ts';
import { dueUpkeep, type UpkeepTask } from './due.ts';

const { upkeepRuns, users } = schema;

/** What a period's task does; its numbers are kept. May be called again after a failure, never after a success. */
export type UpkeepHandlers = Record<UpkeepTask, (period: string, runId: number) => Promise<object>>;

const MINUTE_MS = 60_000;
const RETRY_AFTER_MS = 20 * MINUTE_MS;
const MOST_ATTEMPTS = 3;
/** A process that has worked on one for so long has died. */
const LOST_AFTER_MS = 3 * 60 * MINUTE_MS;

type RunCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>;

/** Does what is due and not yet done. Any number of workers may call it at any time: each task is done once a period. */
export async function runUpkeep(ctx: RunCtx, handlers: UpkeepHandlers): Promise<UpkeepTask[]> {
  authorise(ctx.actor, 'backup.manage');
  const { timeZone } = await readSettings(ctx.db);
  const done: UpkeepTask[] = [];
  for (const { task, period } of dueUpkeep(ctx.clock.now(), timeZone)) {
    const run = await claim(ctx, task, period);
    if (!run) continue;
    try {
      const result = await handlers[task](period, run.id);
      await finish(ctx, run.id, { status: 'done', result: { ...result }, error: null });
      done.push(task);
    } catch (error) {
      ctx.log.error({ err: error, task, period }, 'upkeep failed');
      await finish(ctx, run.id, { status: 'failed', error: errorText(error) });
      if (run.attempts === 1) await tellAdmins(ctx, task, errorText(error));
    }
  }
  return done;
}

/** Takes a period's task: the first to insert its row, or who finds it failed or forsaken. */
async function claim(ctx: RunCtx, task: UpkeepTask, period: string): Promise<{ id: number; attempts: number } | null> {
  const now = ctx.clock.now();
  const known = await ctx.db.query.upkeepRuns.findFirst({
    where: and(eq(upkeepRuns.task, task), eq(upkeepRuns.period, period)),
  });
  if (!known) return begin(ctx.db, task, period, now);
  if (known.status === 'done' || known.attempts >= MOST_ATTEMPTS) return null;
  const before = (ms: number) => lt(upkeepRuns.startedAt, new Date(now.getTime() - ms));
  const attempts = known.attempts + 1;
  const [result] = await ctx.db
    .update(upkeepRuns)
    .set({ status: 'running', startedAt: now, attempts })
    .where(
      and(
        eq(upkeepRuns.id, known.id),
        eq(upkeepRuns.attempts, known.attempts),
        or(
          and(eq(upkeepRuns.status, 'failed'), before(RETRY_AFTER_MS)),
          and(eq(upkeepRuns.status, 'running'), before(LOST_AFTER_MS)),
        ),
      ),
    );
  return result.affectedRows === 1 ? { id: known.id, attempts } : null;
}

async function begin(db: Db, task: UpkeepTask, period: string, startedAt: Date) {
  try {
    const [row] = await db.insert(upkeepRuns).values({ task, period, startedAt }).$returningId();
    return row ? { id: row.id, attempts: 1 } : null;
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

async function finish(ctx: RunCtx, id: number, fields: Partial<typeof upkeepRuns.$inferInsert>): Promise<void> {
  await ctx.db
    .update(upkeepRuns)
    .set({ ...fields, finishedAt: ctx.clock.now() })
    .where(eq(upkeepRuns.id, id));
}

async function tellAdmins(ctx: RunCtx, task: UpkeepTask, error: string): Promise<void> {
  const now = ctx.clock.now();
  const events = await inTransaction(ctx.db, async (tx) => {
    const admins = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.role, 'admin'), eq(users.active, true)));
    const data = { task, error };
    return Promise.all(
      admins.map(({ id }) => notify(tx, { userId: id, kind: 'upkeep_failed', appointmentId: null, data, now })),
    );
  });
  await publishAll(ctx, events);
}
