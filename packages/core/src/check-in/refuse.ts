import { eq } from 'drizzle-orm';
import { isDuplicateKey, schema, type Db, type Tx } from '@sowan/db';
import { isLate } from '../appointments/index.ts';
import type { Settings } from '../settings/index.ts';
import { checkInRow, type Attempt, type ScanCtx, type ScanResult } from './attempt.ts';
import { deskAppointment } from './find.ts';
import type { Refusal } from './rules.ts';

/** Records why nobody was let in. A scan that a device sends again gets the answer that was recorded the first time. */
export async function refuse(ctx: Pick<ScanCtx, 'db'>, attempt: Attempt, reason: Refusal): Promise<ScanResult> {
  const { scan, appointment } = attempt;
  try {
    await ctx.db.insert(schema.checkIns).values({ ...checkInRow(attempt), outcome: reason });
  } catch (error) {
    const earlier = isDuplicateKey(error) ? await answerOfEarlier(ctx.db, scan.idempotencyKey, attempt.settings) : null;
    if (!earlier) throw error;
    return earlier;
  }
  return { outcome: 'refused', reason, appointment };
}

/** The recorded answer to the scan with this key; the index on it makes the second of two copies look here. */
export async function answerOfEarlier(
  db: Db | Tx,
  key: string | undefined,
  settings: Settings,
): Promise<ScanResult | null> {
  if (!key) return null;
  const earlier = await db.query.checkIns.findFirst({ where: eq(schema.checkIns.idempotencyKey, key) });
  if (!earlier) return null;
  const appointment = earlier.appointmentId ? await deskAppointment(db, earlier.appointmentId) : null;
  if (earlier.outcome === 'admitted' && appointment) {
    return {
      outcome: 'admitted',
      checkInId: earlier.id,
      appointment,
      late: isLate(appointment, settings.graceMinutes),
    };
  }
  return { outcome: 'refused', reason: earlier.outcome as Refusal, appointment };
}
