import { z } from 'zod';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';

export const requestUpkeepSchema = z.object({
  /** `backup` writes one now, `proof` tries the newest. */
  task: z.enum(['backup', 'proof']),
});

/** Asks the worker for a backup or a proof now. Throws UNAVAILABLE `queue_unreachable`. */
export async function requestUpkeep(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log'>,
  input: z.input<typeof requestUpkeepSchema>,
): Promise<void> {
  authorise(ctx.actor, 'backup.manage');
  const { task } = requestUpkeepSchema.parse(input);
  const { id } = requireUser(ctx.actor);
  try {
    if (task === 'backup') await ctx.jobs.enqueue('backUp', { requestedBy: id });
    else await ctx.jobs.enqueue('proveBackup', {});
  } catch (error) {
    ctx.log.warn({ err: error }, 'backup not requested: queue not reached');
    throw new DomainError('UNAVAILABLE', 'queue_unreachable');
  }
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: `backup.${task}-requested`,
    subject: { type: 'backup', id: null },
  });
}
