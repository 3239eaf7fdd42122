import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import type { ImageStore } from '@sowan/qr';
import { schema } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { enqueueMessages } from '../messages/index.ts';
import { qrTextOf } from '../passes/index.ts';
import { readSettings } from '../settings/index.ts';
import { workChunk, type Chunk } from './chunk.ts';
import { chunkSize } from './rules.ts';
import { endRun, settleSent } from './settle-run.ts';

/** Messages of a run that may wait at once: the rest is written when these have gone, so that a pause means something. */
const MOST_WAITING = 500;
const SHORT_WAIT_MS = 200;
const LONG_WAIT_MS = 2000;
/** A run whose messages do not move for this long is left to the sweep. */
const PATIENCE_MS = 20_000;
const NEWS_MS = 500;

type RunCtx = Pick<Ctx, 'db' | 'clock' | 'jobs' | 'events' | 'log' | 'actor' | 'pass'>;

/**
 * Works on a run until it ends, is paused, or only waits: chunk by chunk, at the sending rate of the settings. Any number of workers may
 * call it for the same run, at any time and after any crash.
 * @param options.mostWaiting messages of the run that may wait at once
 */
export async function workCardRun(
  ctx: RunCtx,
  images: Pick<ImageStore, 'image'>,
  runId: number,
  shutdown: AbortSignal,
  { mostWaiting = MOST_WAITING } = {},
): Promise<void> {
  const tell = newsOf(ctx, runId);
  for (let idleMs = 0; !shutdown.aborted && idleMs < PATIENCE_MS;) {
    const began = performance.now();
    const { cardsPerMinute, organisationName: organisation } = await readSettings(ctx.db);
    const { settled, sending } = await settleSent(ctx.db, runId, ctx.clock.now());
    const room = Math.min(chunkSize(cardsPerMinute), mostWaiting - sending);
    const chunk = room > 0 ? await workChunk(ctx, runId, { size: room, organisation }) : null;
    if (chunk && chunk.taken > 0) {
      await Promise.all([handOver(ctx, images, chunk), tell()]);
      const due = (chunk.outgoing.length * 60_000) / cardsPerMinute;
      await wait(due - (performance.now() - began), shutdown);
      idleMs = 0;
      continue;
    }
    if (sending === 0) break;
    await tell();
    idleMs = settled > 0 ? 0 : idleMs + Math.min(LONG_WAIT_MS, SHORT_WAIT_MS + idleMs);
    await wait(Math.min(LONG_WAIT_MS, SHORT_WAIT_MS + idleMs), shutdown);
  }
  await conclude(ctx, runId);
  await tell(true);
}

async function conclude(ctx: RunCtx, runId: number): Promise<void> {
  const now = ctx.clock.now();
  if (!(await endRun(ctx.db, runId, now))) return;
  const run = await ctx.db.query.cardRuns.findFirst({ where: eq(schema.cardRuns.id, runId) });
  ctx.log.info({ runId, status: run?.status, total: run?.total }, 'card run ended');
  await recordAudit(ctx.db, ctx.actor, now, {
    action: 'card-run.ended',
    subject: { type: 'card_run', id: runId },
    data: { status: run?.status },
  });
}

/** Queues the messages and stores the images. What is lost here is made up for: by the sweep, and by the next heal run. */
async function handOver(ctx: RunCtx, images: Pick<ImageStore, 'image'>, chunk: Chunk): Promise<void> {
  const queued = enqueueMessages(ctx, chunk.outgoing);
  for (const pass of chunk.made) {
    const { failure } = await images.image({ id: pass.code, text: qrTextOf(ctx.pass, pass) });
    if (failure) ctx.log.warn({ err: failure, passId: pass.id }, 'image of a card not stored');
  }
  await queued;
}

/** Tells the pages, not oftener than they can show it. */
function newsOf(ctx: RunCtx, runId: number) {
  let last = -Infinity;
  return async (now = false) => {
    if (!now && performance.now() - last < NEWS_MS) return;
    last = performance.now();
    await publishAll(ctx, [{ type: 'card_run', runId, at: ctx.clock.now().toISOString() }]);
  };
}

/** A pause that a shutdown ends. */
async function wait(ms: number, shutdown: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await pause(ms, undefined, { signal: shutdown }).catch((error: unknown) => {
    if (!shutdown.aborted) throw error;
  });
}
