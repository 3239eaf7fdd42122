import { authorise, requireUser } from '../actor.ts';
import { readCode } from '../passes/index.ts';
import { recentSettings } from '../settings/index.ts';
import { admit } from './admit.ts';
import type { ScanCtx, ScanResult } from './attempt.ts';
import { findScanned } from './find.ts';
import { refuse } from './refuse.ts';
import { refusalOf } from './rules.ts';
import { scanSchema, type Scan } from './schemas.ts';

/**
 * A pass held to a desk's scanner. Admits the guest once, whatever the number of desks, and tells the host; a refusal is an answer,
 * not an error, and both are recorded.
 */
export async function scanPass(ctx: ScanCtx, input: Scan): Promise<ScanResult> {
  authorise(ctx.actor, 'check-in.scan');
  const { id: userId } = requireUser(ctx.actor);
  const scan = scanSchema.parse(input);
  const settings = await recentSettings(ctx.db);
  const now = ctx.clock.now();
  const attempt = { scan, settings, now, userId, pass: null, appointment: null };

  const code = readCode(ctx.pass, scan.scanned);
  if (!code.found) return refuse(ctx, attempt, code.reason);
  const found = await findScanned(ctx.db, code, now, settings.timeZone);
  if (!found) return refuse(ctx, attempt, 'not_found');
  const { pass, appointment } = found;
  const refusal = refusalOf(pass, appointment, now, settings.timeZone);
  if (refusal || !appointment) {
    return refuse(ctx, { ...attempt, pass, appointment }, refusal ?? 'no_appointment_today');
  }
  return admit(ctx, { ...attempt, pass, appointment });
}
