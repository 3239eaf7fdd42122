import { z } from 'zod';
import { pageInput, pageOf } from '@sowan/core';
import { cancelHeal, listHealRuns, regenerateImage, requestHeal, requestHealSchema } from '@sowan/core/images';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const count = z.number();
const status = z.enum(['queued', 'running', 'done', 'guard', 'cancelled', 'failed']);
const run = z.object({
  id: z.number(),
  status,
  deep: z.boolean(),
  dryRun: z.boolean(),
  force: z.boolean(),
  orphanShare: z.number().nullable(),
  seconds: z.number().nullable(),
  error: z.string().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  progress: z.number(),
  counts: z.object({
    total: count,
    ok: count,
    missing: count,
    truncated: count,
    corrupt: count,
    outdated: count,
    regenerated: count,
    failed: count,
    orphans: count,
    quarantined: count,
    purged: count,
  }),
});

const tags = ['images'];

export const imagesRouter = router({
  runs: procedure
    .meta({
      permission: 'image.heal',
      openapi: {
        method: 'GET',
        path: '/images/heal-runs',
        tags,
        summary: 'Runs over the stored QR images, newest first',
      },
    })
    .input(pageInput.extend({ status: status.optional() }))
    .output(pageOf(run))
    .query(({ ctx, input }) => listHealRuns(ctx.ctx, input)),

  heal: procedure
    .meta({
      permission: 'image.heal',
      openapi: {
        method: 'POST',
        path: '/images/heal-runs',
        tags,
        summary: 'Regenerate every missing or damaged QR image',
      },
    })
    .input(requestHealSchema)
    .output(z.object({ runId: z.number() }))
    .mutation(({ ctx, input }) => requestHeal(ctx.ctx, input)),

  cancel: procedure
    .meta({
      permission: 'image.heal',
      openapi: {
        method: 'DELETE',
        path: '/images/heal-runs/{id}',
        tags,
        summary: 'Stop a run; what it has mended stays mended',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await cancelHeal(ctx.ctx, input.id);
      return DONE;
    }),

  regenerate: procedure
    .meta({
      permission: 'image.heal',
      openapi: { method: 'POST', path: '/images/{passId}/regenerate', tags, summary: "Draw one pass's QR image anew" },
    })
    .input(z.object({ passId: id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await regenerateImage(ctx.ctx, ctx.shared.images, input.passId);
      return DONE;
    }),
});
