import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { afterAcceptance, afterRefusal, breakerState, type Breaker, type Refusal } from './breaker.ts';
import { requireLease, type Lease } from './lease.ts';
import type { WaSession } from './sessions.ts';

export type BreakerColumns = Pick<
  WaSession,
  'breakerOpenUntil' | 'breakerOpenedAt' | 'breakerReason' | 'breakerTrips' | 'breakerRefusals'
>;

export const breakerOf = (session: BreakerColumns): Breaker => ({
  openUntil: session.breakerOpenUntil,
  openedAt: session.breakerOpenedAt,
  reason: session.breakerReason,
  trips: session.breakerTrips,
  refusals: session.breakerRefusals,
});

/**
 * Tells a session's breaker what WhatsApp said to a message; what opens or closes is audited and announced.
 * Throws CONFLICT `lease_lost`.
 */
export async function recordAnswer(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  lease: Lease,
  answer: 'accepted' | Refusal,
): Promise<Breaker> {
  const { sessionId } = lease;
  const now = ctx.clock.now();
  const { next, turned } = await inTransaction(ctx.db, async (tx) => {
    const before = breakerOf(await requireLease(tx, lease));
    const next = answer === 'accepted' ? afterAcceptance(before, now) : afterRefusal(before, answer, now);
    await tx
      .update(schema.waSessions)
      .set({
        breakerOpenUntil: next.openUntil,
        breakerOpenedAt: next.openedAt,
        breakerReason: next.reason,
        breakerTrips: next.trips,
        breakerRefusals: next.refusals,
      })
      .where(eq(schema.waSessions.id, sessionId));
    const state = breakerState(next, now);
    const turned = state !== breakerState(before, now) && state !== 'half_open' ? state : null;
    if (turned) {
      await recordAudit(tx, ctx.actor, now, {
        action: turned === 'open' ? 'whatsapp.breaker-opened' : 'whatsapp.breaker-closed',
        subject: { type: 'wa_session', id: sessionId },
        data: { reason: next.reason ?? before.reason, until: next.openUntil?.toISOString() ?? null },
      });
    }
    return { next, turned };
  });
  if (!turned) return next;
  if (turned === 'open') ctx.log.warn({ sessionId, reason: next.reason, until: next.openUntil }, 'breaker opened');
  else ctx.log.info({ sessionId }, 'breaker closed');
  await publishAll(ctx, [{ type: 'wa_sending', sessionId, at: now.toISOString() }]);
  return next;
}
