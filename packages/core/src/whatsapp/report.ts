import { sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { WaStatus } from '../events.ts';
import { heldBy, type Lease } from './lease.ts';
import type { WaFailure } from './rules.ts';

const { waSessions } = schema;
const LOGGED_OUT_TO_STOPPED = sql`if(${waSessions.desiredState} = 'logged_out', 'stopped', ${waSessions.desiredState})`;

export interface WaReport {
  status: WaStatus;
  failureReason?: WaFailure | null;
  /** Given when the linked account is known or gone; left out, it stays as it is. */
  linked?: { phone: string; name: string | null } | null;
  /** Given when the wish to log out is fulfilled: it ends as `stopped`, unless the admin wishes something else by now. */
  desiredState?: 'stopped';
}

/** The lease holder's news of a session. Throws CONFLICT `lease_lost` when somebody else holds it by now. */
export async function reportWaStatus(
  ctx: Pick<Ctx, 'db' | 'clock' | 'events' | 'log'>,
  lease: Lease,
  report: WaReport,
): Promise<void> {
  const now = ctx.clock.now();
  const linked =
    report.linked === undefined
      ? {}
      : { linkedPhone: report.linked?.phone ?? null, linkedName: report.linked?.name ?? null };
  const [result] = await ctx.db
    .update(waSessions)
    .set({
      status: report.status,
      failureReason: report.failureReason ?? null,
      statusAt: now,
      ...linked,
      ...(report.desiredState && { desiredState: LOGGED_OUT_TO_STOPPED }),
    })
    .where(heldBy(lease));
  if (result.affectedRows !== 1) throw new DomainError('CONFLICT', 'lease_lost');
  await publishAll(ctx, [
    {
      type: 'wa_status',
      sessionId: lease.sessionId,
      status: report.status,
      reason: report.failureReason ?? null,
      at: now.toISOString(),
    },
  ]);
}
