import type { Ctx } from '@sowan/core';
import { recordProgress } from '@sowan/core/messages';
import { keepTrying } from './keep-trying.ts';

const DELIVERED = 3;
const READ = 4;

/**
 * Writes on the ledger what a phone has reported of a message, hours late or merged with another report. WhatsApp has been told that
 * we know by now and won't repeat it, so this tries until the database takes it.
 * @param status as in WhatsApp's protocol: 3 delivered, 4 read, 5 played; others say nothing new
 */
export async function recordReceipt(
  ctx: Pick<Ctx, 'db' | 'clock' | 'jobs' | 'events' | 'log'>,
  waMessageId: string,
  status: number,
  signal: AbortSignal,
): Promise<void> {
  if (status < DELIVERED) return;
  const progress = status >= READ ? 'read' : 'delivered';
  await keepTrying(() => recordProgress(ctx, { waMessageId }, progress), {
    signal,
    log: ctx.log,
    what: `receipt ${progress}`,
  });
}
