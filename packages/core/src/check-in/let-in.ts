import { authorise, requireUser } from '../actor.ts';
import { DomainError } from '../errors.ts';
import { recentSettings } from '../settings/index.ts';
import { admit } from './admit.ts';
import type { ScanCtx, ScanResult } from './attempt.ts';
import { deskAppointment } from './find.ts';
import { refuse } from './refuse.ts';
import { refusalOf } from './rules.ts';
import { letInSchema, type LetIn } from './schemas.ts';

/**
 * An expected guest who has no code at hand is let in from the list. The rules are those of a scan.
 * Throws NOT_FOUND `appointment_unknown`.
 */
export async function letIn(ctx: ScanCtx, input: LetIn): Promise<ScanResult> {
  authorise(ctx.actor, 'check-in.scan');
  const { id: userId } = requireUser(ctx.actor);
  const { appointmentId, ...given } = letInSchema.parse(input);
  const settings = await recentSettings(ctx.db);
  const now = ctx.clock.now();
  const appointment = await deskAppointment(ctx.db, appointmentId);
  if (!appointment) throw new DomainError('NOT_FOUND', 'appointment_unknown');
  const attempt = { scan: { ...given, method: 'by_hand' as const }, settings, now, userId, pass: null, appointment };
  const refusal = refusalOf({ revokedAt: null }, appointment, now, settings.timeZone);
  return refusal ? refuse(ctx, attempt, refusal) : admit(ctx, attempt);
}
