import { eq, sql } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { allowedActions, type WaAction } from './rules.ts';
import { loadWaSession } from './sessions.ts';

const { waSessions } = schema;

/** A new try leaves the old failure behind: a gateway that starts only now must not go on waiting because of it. */
const NEW_TRY = {
  desiredState: 'running',
  restartCount: sql`${waSessions.restartCount} + 1`,
  pairingPhone: null,
  failureReason: null,
} as const;

const WISHES = {
  start: NEW_TRY,
  stop: { desiredState: 'stopped', pairingPhone: null },
  restart: NEW_TRY,
  log_out: { desiredState: 'logged_out', pairingPhone: null },
  pair: NEW_TRY,
} as const;

/**
 * Writes the admin's wish down and nudges the gateways, which make it true.
 * Throws CONFLICT `linked_log_out_first` (a QR or code while linked, D7) or `not_now`; INVALID `phone_invalid`.
 * @param command.phone number to link by pairing code, for `pair` only
 */
export async function commandWaSession(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log'>,
  sessionId: number,
  command: { action: WaAction; phone?: string | undefined },
): Promise<void> {
  authorise(ctx.actor, 'whatsapp.manage');
  const session = await loadWaSession(ctx.db, sessionId);
  const { action } = command;
  if (!allowedActions(session).includes(action)) {
    const linked = session.linkedPhone !== null && (action === 'restart' || action === 'pair');
    throw new DomainError('CONFLICT', linked ? 'linked_log_out_first' : 'not_now', { action });
  }
  const pairing = action === 'pair' ? { pairingPhone: await pairingPhone(ctx, command.phone) } : {};
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .update(waSessions)
      .set({ ...WISHES[action], ...pairing })
      .where(eq(waSessions.id, sessionId));
    await recordAudit(tx, ctx.actor, now, {
      action: `whatsapp.${action.replace('_', '-')}-requested`,
      subject: { type: 'wa_session', id: sessionId },
    });
  });
  await publishAll(ctx, [{ type: 'wa_nudge', sessionId, at: now.toISOString() }]);
}

async function pairingPhone(ctx: Pick<Ctx, 'db'>, typed: string | undefined): Promise<string> {
  const { phoneRegion } = await readSettings(ctx.db);
  const phone = typed ? toE164(typed, phoneRegion) : null;
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'phone' });
  return phone;
}
